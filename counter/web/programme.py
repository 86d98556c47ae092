"""A programme's name, and the months it is paid for, as a page or a receipt says them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from firmware_config.ids import ProgrammeCode
from firmware_config.period import Period
from firmware_config.vietnamese.dates import period_en, period_vi
from firmware_config.web.language import language
from firmware_config.web.side import side


def programme(code: ProgrammeCode) -> str:
    """The name in the page's language."""
    return programme_in(code, language())


def programme_in(code: ProgrammeCode, chosen: str) -> str:
    """A programme newer than this counter's words is called by its code."""
    catalogue, message_id = side().catalogue, f"programme-{code}"
    return catalogue.translator(chosen)(message_id) if message_id in catalogue else code.text


def months(periods: Iterable[Period]) -> str:
    """`Tháng 9, 10, 11/2026`, in the page's language; years apart by semicolons."""
    name = period_vi if language() == "vi" else period_en
    texts = []
    for (_, one_off), group in groupby(periods, key=lambda one: (one.year, one.is_one_off)):
        *before, last = group
        if one_off:
            texts += [name(one) for one in (*before, last)]
        elif language() == "vi":
            numbers = "".join(f"{one.month}, " for one in before)
            texts.append(f"Tháng {numbers}{last.month}/{last.year}")
        else:
            names = "".join(f"{name(one).split()[0]}, " for one in before)
            texts.append(f"{names}{name(last)}")
    return "; ".join(texts)
