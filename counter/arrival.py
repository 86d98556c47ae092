"""A card has come in: what is to be done with it before anything is decided."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from counter.card_scripts import CardScripts
from counter.decide import Known
from counter.genuine import Genuine, check_genuine
from counter.journal import Journal
from counter.payout import Payouts
from counter.presented import PresentedChip, read_card
from counter.refusal import Basis, Refusal, Rule
from counter.reversal import Reversals
from firmware_config.card.profile import Life
from firmware_config.card.session import CardSession, NotOurCard
from firmware_config.card.state import AUTH_NONCE_BYTES, CardState
from firmware_config.clock import Clock, utc_now
from firmware_config.cose import Sign1
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.journal_body import Disbursed, Intent, Reversed
from firmware_config.period import Period
from firmware_config.record import Record
from firmware_config.signing import PublicKey
from firmware_config.wire import Entry


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of a card, or the entries that settled an earlier session with it."""

    card: CardId | None
    what: PresentedChip | Refusal | tuple[Entry, ...]


class Arrivals:
    """Takes cards in at one counter."""

    def __init__(
        self,
        journal: Journal,
        payouts: Payouts,
        reversals: Reversals,
        scripts: CardScripts,
        known: Callable[[], Known],
        clock: Clock = utc_now,
    ) -> None:
        self._journal = journal
        self._payouts = payouts
        self._reversals = reversals
        self._scripts = scripts
        self._known = known
        self._clock = clock

    def take(self, session: CardSession) -> Found:
        """Read a card.

        1. It is one of ours.
        2. It has the scripts that are meant for it.
        3. It is active; what a decision needs is read.
        4. What an earlier session left open is settled, and then told before anything else.

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
        if status.life in (Life.ACTIVE, Life.BLOCKED):
            status = self._scripts.apply(session, status)
        # 3
        if status.life is not Life.ACTIVE:
            life = {"life": status.life.name.lower()}
            return Found(status.card, Refusal(Rule.CARD_NOT_ACTIVE, Basis.CARD, data=life))
        presented = read_card(session, status, secrets.token_bytes(AUTH_NONCE_BYTES))
        # 4
        return Found(status.card, self._settle_open(session, presented) or presented)

    def has_more(self, found: Found) -> bool:
        """Whether the centre, asked now, has scripts for the card, which is then to be taken again.

        It is asked of cards that come from another office or are blocked: what the office's own
        cards have to apply is fetched with the lists.
        """
        match found.what:
            case Refusal(rule=Rule.CARD_NOT_ACTIVE):
                pass
            case PresentedChip(record=record):
                try:
                    office = Record.parse(Sign1.parse(record).payload).office
                except ContractError:
                    return False
                if office == self._known().office:
                    return False
            case _:
                return False
        return found.card is not None and self._scripts.ask(found.card)

    def _settle_open(self, session: CardSession, presented: PresentedChip) -> tuple[Entry, ...]:
        """Close this card's open intents; what turns out to have happened."""
        intents = self._journal.open_intents(presented.card)
        trust = self._known().trust
        if not intents or trust is None:
            return ()
        genuine = check_genuine(presented, trust, self._clock())
        if not isinstance(genuine, Genuine) or genuine.receipt_key is None:
            return ()
        closed = [
            self._resolve(session, genuine.receipt_key, genuine.record.id, intent, presented.state)
            for intent in intents
        ]
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
