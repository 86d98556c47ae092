"""The receipts among what terminals sent. Pure; nobody has checked who signed them."""

from __future__ import annotations

from collections.abc import Iterable

from cardsvc.ledger.known import Shown
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.kinds import Body
from firmware_config.card.receipt import Kind, Receipt, SignedReceipt
from firmware_config.errors import ContractError
from firmware_config.period import periods_of


def receipts_in(bodies: Iterable[Body]) -> tuple[Receipt, ...]:
    """Those that cards brought, as far as they can be read."""
    read = (receipt_in(body.receipt) for body in bodies if isinstance(body, CarriedReceipt))
    return tuple(receipt for receipt in read if receipt is not None)


def shown_in(bodies: Iterable[Body]) -> tuple[Shown, ...]:
    """All that entries show as receipts, each once, with the card that they say it is of."""
    found: dict[Shown, None] = {}
    for body in bodies:
        receipt, card = getattr(body, "receipt", None), getattr(body, "card", None)
        if receipt is not None and card is not None:
            found[receipt, card.octets] = None
    return tuple(found)


def receipt_in(octets: bytes) -> Receipt | None:
    try:
        return SignedReceipt.parse(octets).receipt
    except ContractError:
        return None


def codes_of(receipt: Receipt) -> tuple[int, ...]:
    """Of the periods that it pays or takes back; none for a script's."""
    if receipt.kind is Kind.SCRIPT:
        return ()
    try:
        return tuple(period.code for period in periods_of(receipt.base, receipt.mask))
    except ContractError:
        return ()
