"""Every code has words in both languages."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

import cardsvc
from cardsvc.registry.finding import NoteCode, Reason
from firmware_config.web.catalogue import LANGUAGES, Catalogue

PACKAGE = Path(cardsvc.__file__).parent
CATALOGUE = Catalogue.load([PACKAGE / "messages"], strict=True)
FORMAT_CODES = {
    code
    for module in (PACKAGE / "registry").glob("*.py")
    for code in re.findall(r'ListFormatError\(\s*"([a-z-]+)"', module.read_text("utf-8"))
} | {"encrypted", "old-excel"}


def test_every_problem_note_and_format_has_words() -> None:
    ids = [f"list-problem-{reason}" for reason in Reason]
    ids += [f"list-note-{code}" for code in NoteCode]
    ids += [f"list-format-{code}" for code in FORMAT_CODES]
    assert [message_id for message_id in ids if message_id not in CATALOGUE] == []


@pytest.mark.parametrize(("language", "coefficient"), [("vi", "1,5"), ("en", "1.5")])
def test_words_carry_amounts_and_coefficients_as_the_language_writes_them(
    language: str, coefficient: str
) -> None:
    assert language in LANGUAGES
    words = CATALOGUE.translator(language)(
        "list-problem-amount-not-standard-times-coefficient",
        expected_vnd=750_000,
        standard_vnd=500_000,
        coefficient=Decimal("1.5"),
    )
    assert ("750.000" if language == "vi" else "750,000") in words
    assert coefficient in words


def test_years_and_row_numbers_are_not_grouped() -> None:
    t = CATALOGUE.translator("vi")
    year = t(
        "list-problem-citizen-number-contradicts-birth-year", number_year=1952, birth_year=1950
    )
    assert "1952" in year
    assert "1234" in t("list-problem-same-person-twice", other_row=1234)
