"""Template filters: codes, periods and dates as words in the page's language."""

from __future__ import annotations

from flask import Flask

from cardsvc.current_centre import the_centre
from cardsvc.registry.birth_date import birth_as_written
from cardsvc.signing.key_name import KeyName, role_word
from firmware_config import places
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.vietnamese.dates import period_en, period_vi
from firmware_config.vietnamese.words import amount_in_words_en, amount_in_words_vi
from firmware_config.web.language import language
from firmware_config.web.side import side

OTHER = "other"


def add_to(app: Flask) -> None:
    app.jinja_env.filters.update(
        birth=birth,
        category=category,
        column_letters=column_letters,
        count=count,
        in_words=in_words,
        key_role=key_role,
        known_in=known_in,
        period=period,
        programme=programme,
        province=province,
    )


def programme(code: ProgrammeCode) -> str:
    """Its name, or the code of one that the table of rates no longer has."""
    found = the_centre().rates.programmes.get(code)
    if found is None:
        return code.text
    return found.vi if language() == "vi" else found.en


def province(code: ProvinceCode) -> str:
    return places.province(code).name


def key_role(name: KeyName) -> str:
    return role_word(name.role)


def category(code: str, of: ProgrammeCode) -> str:
    found = the_centre().rates.category(of, code) if code else None
    if found is None:
        return code
    return found.vi if language() == "vi" else found.en


def period(of: Period) -> str:
    return period_vi(of) if language() == "vi" else period_en(of)


def birth(compact: str) -> str:
    """`19500312` as `12/03/1950`; `1950` as it is."""
    return birth_as_written(compact)


def count(number: int) -> str:
    """`1234` as `1.234`, or `1,234` in English."""
    grouped = f"{number:,}"
    return grouped.replace(",", ".") if language() == "vi" else grouped


def in_words(amount_vnd: int) -> str:
    """`1000` as `Một nghìn đồng`."""
    return amount_in_words_vi(amount_vnd) if language() == "vi" else amount_in_words_en(amount_vnd)


def column_letters(index: int) -> str:
    """0 as `A`, 26 as `AA`, as Excel names its columns."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def known_in(code: str, family: str, ending: str = "") -> str:
    """`code` if the family of messages has words for it, else `other`."""
    return code if f"{family}-{code}{ending}" in side().catalogue else OTHER
