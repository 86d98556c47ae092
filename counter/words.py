"""The counter's words where no page is being made: for papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode
from firmware_config.period import Period
from firmware_config.vietnamese.dates import period_en, period_vi
from firmware_config.web.catalogue import LANGUAGES, Catalogue

MESSAGES = Path(__file__).parent / "messages"


def fault_words(error: ContractError) -> Iterator[str]:
    """Why something could not be done, in each language; its code where there are no words."""
    catalogue = Catalogue.load((MESSAGES,))
    told = f"fault-{error.code}"
    if told not in catalogue:
        yield str(error)
        return
    for language in LANGUAGES:
        yield catalogue.translator(language)(told, **error.data)


def programme_name(words: Catalogue, code: ProgrammeCode, language: str) -> str:
    """A programme newer than this counter's words is called by its code."""
    message_id = f"programme-{code}"
    return words.translator(language)(message_id) if message_id in words else code.text


def months_in(periods: Iterable[Period], chosen: str) -> str:
    """`Tháng 9, 10, 11/2026`, in the language `chosen`; years apart by semicolons."""
    name = period_vi if chosen == "vi" else period_en
    texts = []
    for (_, one_off), group in groupby(periods, key=lambda one: (one.year, one.is_one_off)):
        *before, last = group
        if one_off:
            texts += [name(one) for one in (*before, last)]
        elif chosen == "vi":
            numbers = "".join(f"{one.month}, " for one in before)
            texts.append(f"Tháng {numbers}{last.month}/{last.year}")
        else:
            names = "".join(f"{name(one).split()[0]}, " for one in before)
            texts.append(f"{names}{name(last)}")
    return "; ".join(texts)
