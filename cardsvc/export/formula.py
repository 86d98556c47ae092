"""Text that a spreadsheet would run."""

from __future__ import annotations

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for a formula, or skips to find one (OWASP, CSV Injection)."""


def defused(cell: str) -> str:
    """`cell` as a spreadsheet shows it and never runs it."""
    is_risky = cell.startswith(_STARTS_A_FORMULA) or cell.lstrip().startswith(_STARTS_A_FORMULA)
    return f"'{cell}" if is_risky else cell
