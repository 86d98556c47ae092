"""A card as octets: what it answered in one conversation, to be said again and spoiled."""

from __future__ import annotations

from dataclasses import dataclass, field

from counter.decision.presented import read_card
from firmware_config.card.apdu import CardGone, Connection
from firmware_config.card.session import CardSession
from tests.simulators.connection import CardConnection
from tests.simulators.world import IssuedCard

_NONCE, _PAYOUT = bytes(16), b"nonce--1"
_LENGTH_BYTES = 2


@dataclass(slots=True)
class _Overheard:
    """A connection that writes down what the card answers."""

    card: Connection
    said: list[bytes] = field(default_factory=list)

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        data, sw = self.card.send_and_receive(apdu)
        answer = data + sw.to_bytes(2)
        self.said.append(len(answer).to_bytes(_LENGTH_BYTES) + answer)
        return data, sw


@dataclass(slots=True)
class _Recited:
    """A connection to a card that says `octets` and then is gone."""

    octets: bytes

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        length = int.from_bytes(self.octets[:_LENGTH_BYTES])
        answer = self.octets[_LENGTH_BYTES:][:length]
        self.octets = self.octets[_LENGTH_BYTES + length :]
        if len(answer) < 2:
            raise CardGone
        return answer[:-2], int.from_bytes(answer[-2:])


def conversation(issued: IssuedCard) -> bytes:
    """Every answer of a card that is presented and then asked for its journal."""
    overheard = _Overheard(CardConnection(issued.card))
    _read_all(overheard)
    return b"".join(overheard.said)


def read_conversation(octets: bytes) -> object:
    """What a counter reads from a card that answers so. Raises `ContractError`."""
    return _read_all(_Recited(octets))


def _read_all(connection: Connection) -> object:
    session = CardSession(connection)
    presented = read_card(session, session.select(), _NONCE)
    return presented, session.journal_record(1), session.receipt_for(_PAYOUT)
