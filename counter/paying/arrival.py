"""A card has come in: what is to be done with it before anything is decided."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from counter.decision.decide import Known
from counter.decision.genuine import proved_receipt_key
from counter.decision.presented import PresentedChip, read_card
from counter.decision.refusal import Basis, Refusal, Rule
from counter.journal.journal import Journal
from counter.paying.payout import Payouts
from counter.paying.reversal import Reversals
from counter.paying.scripts import CardScripts
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed, Intent
from firmware_config.card.profile import Life
from firmware_config.card.session import CardSession, NotOurCard
from firmware_config.card.state import AUTH_NONCE_BYTES, CardState
from firmware_config.card.status import CardStatus
from firmware_config.cose import Sign1
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.period import Period
from firmware_config.record import Record
from firmware_config.signing import PublicKey
from firmware_config.wire import Entry


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of a card, or the entries that settled an earlier session with it."""

    card: CardId | None
    what: PresentedChip | Refusal | tuple[Entry, ...]
    is_blocked: bool = False
    """The card pays nothing more, whatever it settled."""


class Arrivals:
    """Takes cards in at one counter."""

    def __init__(
        self,
        journal: Journal,
        payouts: Payouts,
        reversals: Reversals,
        scripts: CardScripts,
        known: Callable[[], Known],
    ) -> None:
        self._journal = journal
        self._payouts = payouts
        self._reversals = reversals
        self._scripts = scripts
        self._known = known

    def take(self, session: CardSession) -> Found:
        """Read a card.

        1. It is one of ours.
        2. What an earlier session left open is settled, and told before anything else. A card that
           was blocked or has expired since answers for what it did; a script may change what it
           says of it.
        3. It has the scripts that are meant for it.
        4. It is active; what a decision needs is read.

        Raises:
            CardGone, ApduError, CardAnswerError: the card cannot be read.
            ContractError: it answers for what it did not do.
        """
        # 1
        try:
            status = session.select()
        except NotOurCard as error:
            return Found(None, Refusal(Rule.CARD_UNKNOWN, Basis.CARD, data=error.data))
        # 2
        settled = self._settle_open(session, status)
        if settled:
            return Found(status.card, settled, is_blocked=status.life is not Life.ACTIVE)
        # 3
        if status.life in (Life.ACTIVE, Life.BLOCKED):
            status = self._scripts.apply(session, status)
        # 4
        if status.life is not Life.ACTIVE:
            life = {"life": status.life.name.lower()}
            return Found(status.card, Refusal(Rule.CARD_NOT_ACTIVE, Basis.CARD, data=life))
        return Found(status.card, _read(session, status))

    def stranger(self, found: Found) -> CardId | None:
        """The card, if the centre is to be asked about it before anything is decided.

        That is one that comes from another office or is blocked: what the office's own cards have
        to apply is fetched with the lists.
        """
        match found.what:
            case Refusal(rule=Rule.CARD_NOT_ACTIVE):
                pass
            case PresentedChip() as presented:
                record = _record_in(presented)
                if record is None or record.office == self._known().office:
                    return None
            case _:
                return None
        return found.card

    def ask(self, card: CardId) -> bool:
        """Whether the centre, asked now, has scripts for the card, which is then to be taken again.

        It may take as long as the transport lets it.
        """
        return self._scripts.ask(card)

    def _settle_open(self, session: CardSession, status: CardStatus) -> tuple[Entry, ...]:
        """Close this card's open intents; what turns out to have happened."""
        intents = self._journal.open_intents(status.card)
        trust = self._known().trust
        if not intents or trust is None:
            return ()
        presented = _read(session, status)
        key = proved_receipt_key(presented, trust)
        # The ledger judges whether the record is this person's; the card has paid on it.
        record = _record_in(presented)
        if key is None or record is None:
            return ()
        closed: list[Entry] = []
        for intent in intents:
            try:
                closed.append(self._resolve(session, key, record.id, intent, presented.state))
            except ContractError:
                if not closed:
                    raise
                break  # what was settled is told first; the rest is asked for once more
        return tuple(entry for entry in closed if isinstance(entry.body, Disbursed | Reversed))

    def _resolve(
        self,
        session: CardSession,
        key: PublicKey,
        record_id: bytes,
        intent: Entry,
        state: CardState,
    ) -> Entry:
        assert isinstance(intent.body, Intent)
        if self._journal.reversing(intent.body.nonce) is not None:
            return self._reversals.resolve(session, key, intent)
        claim = intent.body.claim
        voucher = state.voucher_for(claim.entitlement)
        still_open = frozenset[Period]() if voucher is None else frozenset(voucher.open_periods)
        marked = not still_open.issuperset(claim.periods)
        return self._payouts.resolve(session, key, record_id, intent, is_marked=marked)


def _read(session: CardSession, status: CardStatus) -> PresentedChip:
    return read_card(session, status, secrets.token_bytes(AUTH_NONCE_BYTES))


def _record_in(presented: PresentedChip) -> Record | None:
    """What the card's record says; nobody has checked who signed it."""
    try:
        return Record.parse(Sign1.parse(presented.record).payload)
    except ContractError:
        return None
