"""The paper roll of a receipt printer, and what of it the printer's head covers."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_config.errors import ContractError

DOTS_PER_MM = 8  # 203 dpi, as every common receipt printer has


class RollError(ContractError):
    """`roll-width` with `width_mm`: no roll of ours."""


@dataclass(frozen=True, slots=True)
class Roll:
    """`head_mm` is what the head covers of the paper's width."""

    width_mm: int
    head_mm: int

    @classmethod
    def of_width(cls, width_mm: int) -> Roll:
        """Raises `RollError` but for 80 and 58."""
        if width_mm not in _HEADS_MM:
            raise RollError("roll-width", width_mm=width_mm)
        return cls(width_mm, _HEADS_MM[width_mm])

    @property
    def margin_mm(self) -> float:
        return (self.width_mm - self.head_mm) / 2

    @property
    def dots(self) -> int:
        """576 or 384: the width of every picture for it."""
        return self.head_mm * DOTS_PER_MM


_HEADS_MM = {80: 72, 58: 48}
