"""Which of a card's receipts this store's journals tell of: a side table of the journal's."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from counter.store.prepared import Prepared, PreparedChange
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed
from firmware_config.card.profile import LIMITS
from firmware_config.card.receipt import SignedReceipt
from firmware_config.errors import ContractError
from firmware_config.ids import CardId

_WITH_RECEIPT = (Disbursed, Reversed, ScriptApplied, CarriedReceipt)


class SeenReceipts:
    """Of each card the last ones only, as many as it holds itself."""

    def __init__(self, engine: Engine) -> None:
        self._see = PreparedChange(
            engine,
            "INSERT INTO seen_receipt (card, counter) VALUES (:card, :counter) "
            "ON CONFLICT DO NOTHING",
        )
        self._forget = PreparedChange(
            engine, "DELETE FROM seen_receipt WHERE card = :card AND counter <= :counter"
        )
        self._of_card = Prepared(
            engine, "SELECT counter FROM seen_receipt WHERE card = :card AND counter >= :first"
        )

    def keep(self, connection: Connection, body: Body) -> None:
        """Note the receipt in `body`, in the transaction that writes the entry."""
        if not isinstance(body, _WITH_RECEIPT) or body.receipt is None:
            return
        try:
            receipt = SignedReceipt.parse(body.receipt).receipt
        except ContractError:  # the ledger judges it; here it names nothing
            return
        self._see(connection, card=receipt.card.octets, counter=receipt.counter)
        fallen_off = receipt.counter - LIMITS.journal_records
        if fallen_off > 0:
            self._forget(connection, card=receipt.card.octets, counter=fallen_off)

    def missing(self, connection: Connection, card: CardId, through: int) -> list[int]:
        """Oldest first: a payout comes before the reversal that took it back."""
        first = max(1, through - LIMITS.journal_records + 1)
        rows = self._of_card(connection, card=card.octets, first=first)
        seen = {counter for (counter,) in rows}
        return [counter for counter in range(first, through + 1) if counter not in seen]
