"""How a command's handler says no."""

from __future__ import annotations


class Refuse(Exception):
    """Answer with this status word and nothing else."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


def unless(condition: bool, sw: int) -> None:
    """Refuse with `sw` unless `condition` holds."""
    if not condition:
        raise Refuse(sw)
