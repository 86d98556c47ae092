"""Which configuration an office of a province runs on: signed, as `prov/<code>/rollout.toml`.

    stable = 11              # for every office of the province; 0 while there is none
    next = 12                # for these offices first
    offices = ["301040"]
    halted = false           # true: nobody else gets `next`; whoever has it keeps it

A counter never goes back to a lower number: what is wrong is mended by a higher one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firmware_config import plain_toml
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId

MOST_OFFICES = 4000  # a province has some hundreds


class RolloutError(ContractError):
    """`rollout-malformed`, or a step that may not be taken (`rollout-…`)."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """`next` is 0 when every office runs on `stable`."""

    stable: int
    next: int = 0
    offices: frozenset[OfficeId] = frozenset()
    is_halted: bool = False

    @property
    def highest(self) -> int:
        return max(self.stable, self.next)

    def number_for(self, office: OfficeId) -> int:
        """The configuration's number for `office`, 0 when there is none yet."""
        return self.next if self.next and office in self.offices else self.stable

    def encode(self) -> bytes:
        offices = ", ".join(f'"{one}"' for one in sorted(self.offices))
        halted = "true" if self.is_halted else "false"
        lines = (
            f"stable = {self.stable}",
            f"next = {self.next}",
            f"offices = [{offices}]",
            f"halted = {halted}",
        )
        return "\n".join((*lines, "")).encode()

    @classmethod
    def parse(cls, octets: bytes) -> Rollout:
        """Raises `RolloutError`, `IdError`."""
        try:
            told: dict[str, Any] = plain_toml.loads(octets.decode("utf-8"))
        except ValueError:  # no TOML or no UTF-8
            raise RolloutError("rollout-malformed") from None
        match told:
            case {"stable": int(stable), "next": int(following), "offices": [*offices]} if (
                told.keys() == {"stable", "next", "offices", "halted"}
                and type(told["halted"]) is bool
                and stable >= 0
                and (following == 0 or following > stable)
                and len(offices) <= MOST_OFFICES
                and all(type(one) is str for one in offices)
            ):
                named = frozenset(OfficeId(one) for one in offices)
                return cls(stable, following, named, told["halted"])
        raise RolloutError("rollout-malformed")
