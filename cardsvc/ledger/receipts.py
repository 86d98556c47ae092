"""The receipts among what terminals sent. Pure; nobody has checked who signed them."""

from __future__ import annotations

from collections.abc import Iterable

from firmware_config.card.receipt import Receipt, SignedReceipt
from firmware_config.carried_body import CarriedReceipt
from firmware_config.errors import ContractError
from firmware_config.journal_body import Body


def receipts_in(bodies: Iterable[Body]) -> tuple[Receipt, ...]:
    """Those that cards brought, as far as they can be read."""
    read = (receipt_in(body.receipt) for body in bodies if isinstance(body, CarriedReceipt))
    return tuple(receipt for receipt in read if receipt is not None)


def receipt_in(octets: bytes) -> Receipt | None:
    try:
        return SignedReceipt.parse(octets).receipt
    except ContractError:
        return None
