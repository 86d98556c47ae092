"""What a person puts before the counter, as read and not yet believed."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_config.card.session import CardProof, CardSession, CardStatus
from firmware_config.card.state import CardState
from firmware_config.claim import Medium
from firmware_config.ids import CardId, CitizenNumber


@dataclass(frozen=True, slots=True)
class PresentedPaper:
    """A record from a QR text."""

    record: bytes

    @property
    def medium(self) -> Medium:
        return Medium.QR


@dataclass(frozen=True, slots=True)
class PresentedChip:
    """What a card answered: its certificate, record, state, and its proof over that state."""

    card: CardId
    certificate: bytes
    record: bytes
    state: CardState
    proof: CardProof

    @property
    def medium(self) -> Medium:
        return Medium.CHIP


@dataclass(frozen=True, slots=True)
class PresentedPerson:
    """Somebody who has neither card nor sheet, by the number on the citizen card."""

    number: CitizenNumber

    @property
    def medium(self) -> Medium:
        return Medium.LIST


Presented = PresentedPaper | PresentedChip


def read_card(session: CardSession, status: CardStatus, terminal_nonce: bytes) -> PresentedChip:
    """All that a decision needs from a card that has been selected: five commands.

    Raises:
        CardGone, ApduError, CardAnswerError: the card cannot be read.
    """
    return PresentedChip(
        card=status.card,
        certificate=session.certificate(status),
        record=session.record(status),
        state=session.state(),
        proof=session.prove(terminal_nonce),
    )
