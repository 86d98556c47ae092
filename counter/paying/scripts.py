"""Scripts for the card in the reader: applied before anything is decided, and answered for.

A script is the card's business: it checks signature and number, and does each once. The counter
brings it, and keeps the card's signed answer in the journal. A crash between the two loses
nothing: the card still has the answer when it is next put in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from counter.centre.published import Snapshot, card_scripts_path
from counter.decision.genuine import receipt_key_of
from counter.journal.journal import Journal
from counter.transport import Transport, TransportError
from firmware_config import script_list
from firmware_config.body.card import ScriptApplied
from firmware_config.card.apdu import ApduError
from firmware_config.card.receipt import Kind, ReceiptError, SignedReceipt
from firmware_config.card.script import nonce_of
from firmware_config.card.session import CardSession
from firmware_config.card.status import CardStatus
from firmware_config.cose import Sign1
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.signing import PublicKey

_log = logging.getLogger(__name__)

_Scripts = Mapping[int, bytes]


class CardScripts:
    """`lists` gives what was fetched for this office's cards; others are asked for one by one."""

    def __init__(
        self,
        journal: Journal,
        lists: Callable[[], Snapshot],
        transport: Transport,
        is_online: Callable[[], bool],
    ) -> None:
        self._journal = journal
        self._lists = lists
        self._transport = transport
        self._is_online = is_online
        self._asked: tuple[CardId, _Scripts] | None = None  # of the last card asked about

    def ask(self, card: CardId) -> bool:
        """Ask the centre for the scripts of a card from elsewhere; whether there are any.

        Offline there are none, and the card is taken as it is.
        """
        trust = self._lists().trust
        if trust is None or not self._is_online():
            return False
        try:
            fetched = self._transport.fetch(card_scripts_path(card), None)
            found = script_list.believed(fetched.octets, trust) if fetched else {}
        except TransportError as error:
            _log.info("scripts-not-fetched", extra={"fault": error.code})
            return False
        except ContractError as error:
            _log.warning("scripts-refused", extra={"fault": error.code})
            return False
        self._asked = (card, found.get(card, {}))
        return card in found

    def apply(self, session: CardSession, status: CardStatus) -> CardStatus:
        """Bring the selected card what is meant for it; its status afterwards.

        1. What the card has applied and nobody has journaled is journaled now.
        2. What comes next is applied in the order of the numbers, and each answer journaled.

        A script that the card refuses ends it: the card is then taken as it is.

        Raises:
            CardGone: the card left; the rest is for its next visit.
            ContractError: an answer that the card did not sign.
        """
        scripts = self._of(status.card)
        told = self._journal.scripts_told(status.card) if scripts else frozenset()
        waiting = sorted(number for number in scripts if number not in told)
        if not waiting:
            return status
        key = self._receipt_key(session, status)
        if key is None:
            return status
        number = status.script_number
        for next_number in waiting:
            script = scripts[next_number]
            if next_number <= number:  # 1
                answer = session.receipt_for(_nonce(script))
            elif next_number == number + 1:  # 2
                answer = self._put(session, script)
                if answer is None:
                    break
                number = next_number
            else:
                break
            if answer is not None:
                _check(answer, key, status.card, next_number, _nonce(script))
                self._journal.append(ScriptApplied(status.card, next_number, answer.cose))
        return session.select() if number != status.script_number else status

    def _put(self, session: CardSession, script: bytes) -> SignedReceipt | None:
        try:
            return session.put_script(script)
        except ApduError as error:
            _log.warning("script-refused", extra={"sw": f"{error.sw:04X}"})
            return None

    def _of(self, card: CardId) -> _Scripts:
        kept = (self._lists().scripts or {}).get(card, {})
        if self._asked is not None and self._asked[0] == card:
            return {**self._asked[1], **kept}
        return kept

    def _receipt_key(self, session: CardSession, status: CardStatus) -> PublicKey | None:
        trust = self._lists().trust
        if trust is None:
            return None
        return receipt_key_of(session.certificate(status), status.card, trust)


def _nonce(script: bytes) -> bytes:
    return nonce_of(Sign1.parse(script).payload)


def _check(answer: SignedReceipt, key: PublicKey, card: CardId, number: int, nonce: bytes) -> None:
    """Raise `BadSignature` or `ReceiptError` unless the card signed for exactly this script."""
    answer.verify(key)
    told = answer.receipt
    if (told.kind, told.card, told.mask, told.nonce) != (Kind.SCRIPT, card, number, nonce):
        raise ReceiptError("receipt-does-not-match")
