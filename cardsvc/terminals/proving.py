"""Whether a request is a terminal's own: the one place where proofs are believed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from cardsvc.ledger.transaction import in_transaction
from cardsvc.tables import TerminalState
from cardsvc.terminals.replay import UsedProofs
from cardsvc.terminals.terminal import Terminal, TerminalError, find_terminal
from firmware_config.clock import Clock
from firmware_config.request_proof import RequestProof


@dataclass(frozen=True, slots=True)
class Proving:
    """`audience` is this centre's own name."""

    engine: Engine  # of `for_one_read`
    audience: str
    used: UsedProofs
    clock: Clock

    def terminal_of(
        self, header: str | None, method: str, target: str, body: bytes, *, even_set_aside: bool
    ) -> Terminal:
        """Who asks, proved by `header`.

        1. The proof is well-formed and names a terminal that is known.
        2. Its key made it, for this centre and this very request, just now.
        3. It was not used before.
        4. The terminal is active, unless the route hears those too that were set aside.

        Raises:
            ProofError, BadSignature, CoseError, CborError: by 1, 2 and 3.
            TerminalError: `terminal-unknown`, `terminal-quarantined`, `terminal-revoked`.
            LedgerAway: the database cannot be asked.
        """
        # 1
        proof = RequestProof.parse(header)
        terminal = in_transaction(
            self.engine, lambda connection: find_terminal(connection, proof.terminal)
        )
        # 2
        now = self.clock()
        proof.check(terminal.public_key, self.audience, method, target, body, now)
        # 3
        self.used.use(proof, now)
        # 4
        if terminal.state is not TerminalState.ACTIVE and not even_set_aside:
            raise TerminalError(f"terminal-{terminal.state}", terminal=terminal.id.text)
        return terminal
