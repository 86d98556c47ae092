"""Every action of the audit trail is told in words, and nothing else can be recorded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cardsvc
from cardsvc.app import MESSAGES
from cardsvc.signing.key_change import Deed
from cardsvc.staff.audit import record
from cardsvc.staff.audit_actions import ACTIONS
from cardsvc.tables import Part
from firmware_config.web.catalogue import LANGUAGES, WEB_MESSAGES, Catalogue
from tests.simulators.centre_pages import Desk

FAMILY = "audit-action-"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load((WEB_MESSAGES, MESSAGES), strict=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_words_of_its_own(catalogue: Catalogue, language: str) -> None:
    t = catalogue.translator(language)
    told = {action: t(f"{FAMILY}{action}") for action in ACTIONS}
    assert len(set(told.values())) == len(ACTIONS)


def test_no_words_are_kept_for_what_is_no_action(catalogue: Catalogue) -> None:
    texts = [file.read_text("utf-8") for file in MESSAGES.glob("*/audit.ftl")]
    named = {
        line.removeprefix(FAMILY).split(" ")[0]
        for text in texts
        for line in text.splitlines()
        if line.startswith(FAMILY)
    }
    assert named == ACTIONS


def test_every_action_that_the_code_writes_down_is_a_known_one() -> None:
    written = dict(literal_actions())
    assert len(written) > 50
    assert {action: where for action, where in written.items() if action not in ACTIONS} == {}


def literal_actions() -> Iterator[tuple[str, str]]:
    """Of every call of `record` whose action stands there as a text, and where it does."""
    root = Path(cardsvc.__file__).parent
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 4:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            action = node.args[2]
            if name == "record" and isinstance(action, ast.Constant):
                yield str(action.value), f"{file.relative_to(root)}:{node.lineno}"


def test_actions_that_are_made_of_a_closed_list_are_known_with_all_of_it() -> None:
    assert {f"key-{one.value}" for one in Deed} <= ACTIONS
    assert {f"{one.value}-handed-over" for one in Part} <= ACTIONS


def test_the_page_tells_all_of_them_without_a_code(desk: Desk) -> None:
    with desk.centre.engine.begin() as connection:
        for action in sorted(ACTIONS):
            record(connection, "lan", action, "thing:1", desk.clock())
    inspector = desk.sign_in("inspector")
    for language in LANGUAGES:
        inspector.post("/language", language=language)
        pages = [inspector.get(f"/audit?page={number}").text for number in (1, 2, 3)]
        for action in ACTIONS:
            assert not any(f">{action}<" in page for page in pages), action
