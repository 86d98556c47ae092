"""What could be read out of the journal, kept beside it in each append's own transaction."""

from __future__ import annotations

from sqlalchemy import Connection

from counter.journal.drawer import Drawer
from counter.journal.reading import Reversing
from counter.journal.seen_receipts import SeenReceipts
from counter.journal.statements import Statements
from firmware_config.body.asked import ReversalAsked
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import Abandoned, Disbursed, Intent, OutcomeUnknown
from firmware_config.body.shift import CashIn, CashOut, ShiftClosed, ShiftOpened
from firmware_config.wire import Entry

# What moves money, may have or is to, and so must be confirmed by the ledger.
_CONFIRMED = (
    *(Disbursed, CashIn, CashOut, Reversed, OutcomeUnknown),
    *(ShiftOpened, ShiftClosed, ReversalAsked, CarriedReceipt),
)


class AlreadyPaid(Exception):
    """Paper: another counter on this store paid the period first."""


class IntentClosed(Exception):
    """What a supervisor would close by hand has been settled meanwhile."""


class Beside:
    """The outbox, the paid periods, the open intents, the drawer, and the answers of cards."""

    def __init__(self, sql: Statements, drawer: Drawer, seen: SeenReceipts) -> None:
        self._sql = sql
        self._drawer = drawer
        self._seen = seen

    def keep(self, connection: Connection, entry: Entry) -> None:
        """What `entry` changes.

        Raises:
            AlreadyPaid: a `Disbursed` without a receipt for a period that is paid already.
            IntentClosed: an `OutcomeUnknown` of an intent that is not open.
            ShiftFault: a step of a shift that is not the drawer's next (`Drawer.keep`).
        """
        sql, body = self._sql, entry.body
        self._drawer.keep(connection, entry)
        self._seen.keep(connection, entry.body)
        if isinstance(body, _CONFIRMED):
            sql.send(connection, seq=entry.seq)
        if isinstance(body, Intent):
            card = None if body.card is None else body.card.octets
            sql.open(
                connection,
                nonce=body.nonce,
                seq=entry.seq,
                card=card,
                entitlement=body.claim.entitlement.octets,
            )
        elif isinstance(body, Abandoned):
            sql.close(connection, nonce=body.nonce)
            sql.close_reversal(connection, nonce=body.nonce)
        elif isinstance(body, OutcomeUnknown):
            self._close_by_hand(connection, entry, body)
        elif isinstance(body, Reversed):
            self._take_back(connection, entry, body)
        elif isinstance(body, ScriptApplied):
            sql.tell_script(connection, card=body.card.octets, number=body.number, seq=entry.seq)
        elif isinstance(body, Disbursed):
            sql.close(connection, nonce=body.nonce)
            ref = body.claim.entitlement.octets
            for period in body.claim.periods:
                paid = sql.pay(connection, entitlement=ref, period=period.code, seq=entry.seq)
                if paid == 0 and body.receipt is None:
                    raise AlreadyPaid

    def open_reversal(self, connection: Connection, intent: Entry, reversing: Reversing) -> None:
        assert isinstance(intent.body, Intent)
        self._sql.open_reversal(
            connection,
            nonce=intent.body.nonce,
            paid_seq=reversing.paid_seq,
            supervisor=reversing.supervisor,
        )

    def _close_by_hand(self, connection: Connection, entry: Entry, body: OutcomeUnknown) -> None:
        """Cash that was handed over refuses the period from here on, as a payment does."""
        sql = self._sql
        if sql.close(connection, nonce=body.nonce) == 0:
            raise IntentClosed
        sql.close_reversal(connection, nonce=body.nonce)
        if body.cash_moved and not body.is_reversal:
            ref = body.claim.entitlement.octets
            for period in body.claim.periods:
                sql.pay(connection, entitlement=ref, period=period.code, seq=entry.seq)

    def _take_back(self, connection: Connection, entry: Entry, body: Reversed) -> None:
        """The periods of the payment may be paid again."""
        sql = self._sql
        paid_seq = sql.reversing(connection, nonce=body.nonce).scalar_one()
        sql.close(connection, nonce=body.nonce)
        sql.close_reversal(connection, nonce=body.nonce)
        sql.take_back(connection, paid_seq=paid_seq, seq=entry.seq)
        sql.free(connection, seq=paid_seq)
