"""What finance moves by hand, for a programme in Hà Nội or for an office there."""

from __future__ import annotations

from cardsvc.ledger.line import TransferKind
from cardsvc.money.instruction import Instruction
from tests.simulators.centre_world import BA_DINH, BTXH, HA_NOI


def of_programme(kind: TransferKind, amount_vnd: int, reference: str) -> Instruction:
    return Instruction(kind, HA_NOI, amount_vnd, reference, programme=BTXH)


def of_office(kind: TransferKind, amount_vnd: int, reference: str) -> Instruction:
    return Instruction(kind, HA_NOI, amount_vnd, reference, office=BA_DINH.id)
