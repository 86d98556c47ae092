"""Collects the links of a chained command (ISO/IEC 7816-4 §5.3.3)."""

from __future__ import annotations

from dataclasses import replace

from firmware_config.card.apdu import CLA_CHAINING, SHORT_LE_MAX, SW, Command
from firmware_config.card.profile import LIMITS
from firmware_config.card.simulator.refuse import unless


class Chain:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._begun: Command | None = None
        self._secure = False

    def collect(self, command: Command, *, secure: bool) -> Command | None:
        """The whole command once its last link is here, or None while links are missing.

        A link in clear never continues a chain of the secure channel, nor the other way round.
        """
        begun, was_secure = self._begun, self._secure
        self.forget()
        link = replace(command, cla=command.cla & ~CLA_CHAINING, le=command.le or SHORT_LE_MAX)
        if begun is not None:
            unless(_header(begun) == _header(link), SW.LAST_COMMAND_EXPECTED)
            unless(was_secure == secure, SW.LAST_COMMAND_EXPECTED)
            link = replace(link, data=begun.data + link.data)
        unless(len(link.data) <= LIMITS.script, SW.WRONG_LENGTH)
        if command.is_chained:
            self._begun, self._secure = link, secure
            return None
        return link


def _header(command: Command) -> tuple[int, int, int, int]:
    return command.cla, command.ins, command.p1, command.p2
