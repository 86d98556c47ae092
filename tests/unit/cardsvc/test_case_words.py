"""Every kind of case is told in words, and so is the entry that it rests on."""

from __future__ import annotations

from typing import get_args

import pytest

from cardsvc.app import MESSAGES
from cardsvc.case_opening.kind import CaseKind
from firmware_config.body.kinds import Body, Unreadable
from firmware_config.web.catalogue import LANGUAGES, WEB_MESSAGES, Catalogue

ENTRY = "case-entry-"
NO_KIND = {"other", "unreadable"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_name_and_an_explanation_of_its_own(language: str) -> None:
    t = Catalogue.load((WEB_MESSAGES, MESSAGES), strict=True).translator(language)
    for start in ("case-", "case-what-"):
        assert len({t(f"{start}{kind}") for kind in CaseKind}) == len(CaseKind)


def test_words_are_kept_only_for_kinds_of_entries_that_there_are() -> None:
    named = {
        line.removeprefix(ENTRY).split(" ")[0]
        for file in MESSAGES.glob("*/cases.ftl")
        for line in file.read_text("utf-8").splitlines()
        if line.startswith(ENTRY)
    }
    there = {body.kind for body in get_args(Body) if body is not Unreadable}
    assert named - NO_KIND <= there
    assert {"disbursed", "reversed", "outcome-unknown", "carried-receipt"} <= named
