"""Findings, changes and objections as words, in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from firmware_config import places
from firmware_config.bundle.review.changes import Change
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.review.finding import Finding
from firmware_config.bundle.review.guard import Objection
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.money import format_vnd
from firmware_config.web.catalogue import Catalogue, Translator

MESSAGES = Path(__file__).parent.parent / "messages"
LANGUAGES = ("vi", "en")
_VIETNAMESE = 0


class Words:
    """Words of one language; programmes are called as `rates` of `configuration` call them.

    `strict` (tests) makes a missing message raise.
    """

    def __init__(
        self, language: str, configuration: Configuration | None = None, *, strict: bool = False
    ) -> None:
        self._t: Translator = Catalogue.load((MESSAGES,), strict=strict).translator(language)
        self._at = LANGUAGES.index(language)
        self._names = {} if configuration is None else configuration.rates.names

    def t(self, message_id: str, /, **values: object) -> str:
        return self._t(message_id, **values)

    def finding(self, one: Finding) -> str:
        """`file:line: what. Remedy.`"""
        told = _plain(one.data)
        what, remedy = (
            self._t(f"finding-{one.code}", **told),
            self._t(f"finding-{one.code}-do", **told),
        )
        return f"{one.file}:{one.line}: {what} {remedy}"

    def change(self, one: Change) -> str:
        told = {name: _amount(name, one.data, value) for name, value in one.data.items()}
        if one.programme is not None:
            told["programme"] = self.programme(one.programme)
        return f"{self._where(one.province)}: {self._t(f'change-{one.code}', **told)}"

    def objection(self, one: Objection) -> str:
        told = dict(one.data)
        if "programme" in told:
            told["programme"] = self.programme(ProgrammeCode(str(told["programme"])))
        return f"{self._where(one.province)}: {self._t(f'objection-{one.code}', **told)}"

    def programme(self, code: ProgrammeCode) -> str:
        names = self._names.get(code)
        if names is None:
            return code.text
        return names[self._at].lower() if self._at == _VIETNAMESE else names[self._at]

    def province(self, code: ProvinceCode) -> str:
        try:
            return places.province(code).name
        except ContractError:
            return code.text

    def _where(self, province: ProvinceCode | None) -> str:
        return self._t("where-everywhere") if province is None else self.province(province)


def _amount(name: str, data: Mapping[str, str | int], value: str | int) -> str | int:
    """Amounts of đồng with their dots, also those of a limit whose name says its unit."""
    is_vnd = name.endswith("_vnd") or (
        name in ("before", "after") and str(data.get("limit", "")).endswith("_vnd")
    )
    if is_vnd and type(value) is int:
        return format_vnd(value)
    return str(value) if name == "since" else value


def _plain(data: Mapping[str, object]) -> dict[str, str | int]:
    return {
        name: value if isinstance(value, int) and abs(value) < 10_000 else str(value)
        for name, value in data.items()
    }
