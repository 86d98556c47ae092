"""A refusal's words: what the messages `refusal-…` are given."""

from __future__ import annotations

from datetime import date, datetime

from counter.decision.refusal import Refusal, Rule
from counter.web.programme import months, programme
from firmware_config.ids import ProgrammeCode
from firmware_config.money import format_vnd
from firmware_config.period import Period
from firmware_config.web.language import vn_date, vn_datetime

# What a rule may leave unsaid: its words have a form for `none`.
_MAY_LACK = {
    Rule.ALREADY_PAID: ("period",),
    Rule.CARD_NOT_ACTIVE: ("life",),
    Rule.PIN_WRONG: ("tries_left",),
    Rule.TERMINAL_NOT_TRUSTED_BY_CARD: ("fault",),
}
# What support asks for and a teller does not need explained.
_TECHNICAL = ("reason", "fault", "evidence", "kid", "cause")


def variables(refusal: Refusal) -> dict[str, str | int]:
    """The refusal's data as words say it: dates, amounts and months in the page's language."""
    told: dict[str, str | int] = dict.fromkeys(_MAY_LACK.get(refusal.rule, ()), "none")
    for name, value in refusal.data.items():
        told[name] = _said(name, value)
    return told


def code(refusal: Refusal) -> str:
    """The rule's code and its technical detail, for support."""
    detail = [str(refusal.data[name]) for name in _TECHNICAL if name in refusal.data]
    return " · ".join([refusal.rule.value, *detail])


def _said(name: str, value: object) -> str | int:
    match value:
        case datetime():
            return vn_datetime(value) if name == "latest" else vn_date(value)
        case date():
            return vn_date(value)
        case int() if name.endswith("_vnd"):
            return format_vnd(value)
        case int():
            return value
        case str() if name == "period":
            return months([Period.parse(value)])
        case str() if name == "programme":
            return programme(ProgrammeCode(value))
        case _:
            return str(value)
