"""What SELECT and GET DATA tell of a card before anything is proved."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_config.card import tlv
from firmware_config.card.profile import Life, Stage, StatusTag
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, IdError

CA_ID_BYTES = 8


class CardAnswerError(ContractError):
    """The card answered with octets that the application never sends (`card-answer-…`)."""


@dataclass(frozen=True, slots=True)
class CardStatus:
    """Lengths in octets. `terminal_ca` is the kid of the CA whose terminals the card believes."""

    version: int
    life: Life
    stages: Stage
    card: CardId
    certificate_length: int
    record_length: int
    pin_tries: int
    script_number: int
    puk_tries: int
    terminal_ca: bytes
    terminal_ca_generation: int

    @classmethod
    def parse(cls, octets: bytes) -> CardStatus:
        """From the status template's content. Raises `TlvError`, `CardAnswerError`."""
        objects = tlv.decode(octets)
        try:
            ca = objects[StatusTag.TERMINAL_CA]
            return cls(
                objects[StatusTag.VERSION][0],
                Life(objects[StatusTag.LIFE][0]),
                Stage(int.from_bytes(objects[StatusTag.STAGES])),
                CardId(objects[StatusTag.CARD_ID]),
                int.from_bytes(objects[StatusTag.CERTIFICATE_LENGTH]),
                int.from_bytes(objects[StatusTag.RECORD_LENGTH]),
                objects[StatusTag.PIN_TRIES][0],
                int.from_bytes(objects[StatusTag.SCRIPT_NUMBER]),
                objects[StatusTag.PUK_TRIES][0],
                ca[:CA_ID_BYTES],
                int.from_bytes(ca[CA_ID_BYTES:]),
            )
        except (KeyError, IndexError, ValueError, IdError):
            raise CardAnswerError("card-answer-status") from None
