"""The counter's pass to the broker: asked of the centre, kept for days, renewed when half over."""

from __future__ import annotations

import logging
from pathlib import Path

from counter.transport import BrokerAway, Transport, TransportError
from firmware_config.broker.credential import Credential
from firmware_config.broker.nkey import Nkey, NkeyKind
from firmware_config.clock import Clock
from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId

_log = logging.getLogger(__name__)


def broker_path(terminal: TerminalId, key: str) -> str:
    """Where the centre gives the claim for the nkey `key`."""
    return f"/api/v1/terminals/{terminal}/broker/{key}"


class BrokerPass:
    """Kept in `file`, so that a counter started while the centre is away still has it."""

    def __init__(self, file: Path, terminal: TerminalId, centre: Transport, clock: Clock) -> None:
        self._file = file
        self._terminal = terminal
        self._centre = centre
        self._clock = clock
        self._kept = self._read()

    def now(self) -> Credential:
        """A pass that is good. Raises `BrokerAway`: there is none and none is to be had."""
        now, kept = self._clock(), self._kept
        if kept is not None and not kept.is_old(now):
            return kept
        try:
            return self._renewed()
        except ContractError as error:
            if kept is not None and not kept.is_over(now):
                return kept
            raise BrokerAway("broker-no-pass", cause=error.code) from None

    def forget(self) -> None:
        """The broker would not have it: its keys may be new."""
        self._kept = None

    def _renewed(self) -> Credential:
        key = Nkey.new(NkeyKind.USER)
        fetched = self._centre.fetch(broker_path(self._terminal, key.public), None)
        if fetched is None:
            raise TransportError("centre-nonsense")
        try:
            claim = fetched.octets.decode("ascii")
        except UnicodeDecodeError:
            raise TransportError("centre-nonsense") from None
        self._kept = Credential.parse(claim, key)
        write_durably(self._file, self._kept.to_file())
        return self._kept

    def _read(self) -> Credential | None:
        try:
            return Credential.from_file(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ContractError) as error:
            _log.warning("broker-pass-unreadable", extra={"fault": type(error).__name__})
            return None
