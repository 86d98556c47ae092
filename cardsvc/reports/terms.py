"""What a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from cardsvc.reports.errors import ReportError
from firmware_config import places
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.period import Period


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """One programme in one province, up to a month."""

    programme: ProgrammeCode
    province: ProvinceCode
    month: Period

    @classmethod
    def parse(cls, programme: str, province: str, month: str) -> Self:
        """Raises `ReportError` (`report-terms`) for what is no programme, province or month."""
        try:
            terms = cls(ProgrammeCode(programme), ProvinceCode(province), Period.parse(month))
            places.province(terms.province)
        except ContractError as fault:
            raise ReportError("report-terms", fault=fault.code) from fault
        if terms.month.is_one_off:
            raise ReportError("report-terms", fault="one-off")
        return terms

    @property
    def name(self) -> str:
        """As files are called: `BTXH-01-2026-11`."""
        return f"{self.programme}-{self.province}-{self.month}"
