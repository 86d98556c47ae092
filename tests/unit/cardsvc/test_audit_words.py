"""Everything that the trail tells of has words, so that no inspector reads a program's code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from cardsvc.app import MESSAGES
from cardsvc.staff.proposals import ProposalKind
from cardsvc.tables import Part
from firmware_config.web.catalogue import WEB_MESSAGES, Catalogue

CENTRE = Path(__file__).parents[3] / "cardsvc"
RECORDING = {"record", "_tell", "_told"}
"""What writes into the trail: `cardsvc.staff.audit.record`, and what modules have over it."""


def recorded() -> Iterator[str]:
    """Every action that stands in a call as it is; those that are put together are told beside."""
    for path in CENTRE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in RECORDING:
                for argument in node.args[:3]:
                    if isinstance(argument, ast.Constant) and "-" in str(argument.value):
                        yield str(argument.value)
    for kind in ProposalKind:
        for done in ("proposed", "approved", "withdrawn"):
            yield f"{kind.value}-{done}"
    for part in Part:
        yield f"{part.value}-handed-over"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_action_of_the_trail_has_words() -> None:
    catalogue = Catalogue.load((WEB_MESSAGES, MESSAGES), strict=True)
    actions = set(recorded())
    assert {"signed-in", "person-viewed", "list-proposed"} <= actions
    assert {one for one in actions if f"audit-action-{one}" not in catalogue} == set()
