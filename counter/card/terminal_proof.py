"""Showing a card that this is a terminal it may pay for, before anybody types a PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter.decision.refusal import Basis, Refusal, Rule
from firmware_config.card.session import CardSession, TerminalRefused
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.clock import Clock, utc_now
from firmware_config.ids import CardId, TerminalId
from firmware_config.signing import Signer
from firmware_config.token import TokenFault


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """This terminal's certificate, read, and as the card wants it."""

    certificate: TerminalCertificate
    octets: bytes


@dataclass(frozen=True, slots=True)
class TerminalProof:
    """The terminal's key, which may be held in a token, and its certificate as it stands."""

    terminal: TerminalId
    signer: Signer
    own: Callable[[], OwnCertificate | None]
    clock: Clock = utc_now

    def show(self, session: CardSession, card: CardId) -> Refusal | None:
        """None once the card believes this terminal, which it does until it is selected anew.

        1. There is a certificate, and it has not expired: the card itself has no clock.
        2. The card believes its CA and generation, and that this terminal holds its key, which the
           token that keeps it must be there for.

        Raises:
            CardGone, ApduError: from the card.
        """
        # 1
        own = self.own()
        if own is None:
            return _refused(Basis.TERMINAL, "terminal-certificate-missing")
        if self.clock() >= own.certificate.expires_at:
            return _refused(Basis.TERMINAL, "terminal-certificate-expired")
        # 2
        try:
            session.authenticate_terminal(own.octets, self.terminal, card, self.signer)
        except TerminalRefused as error:
            return _refused(Basis.CARD, error.code)
        except TokenFault as error:
            return _refused(Basis.TERMINAL, error.code)
        return None


def _refused(basis: Basis, fault: str) -> Refusal:
    return Refusal(Rule.TERMINAL_NOT_TRUSTED_BY_CARD, basis, data={"fault": fault})
