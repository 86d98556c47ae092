"""What proofs were used already: a bounded memory of the last few minutes.

It is this process's own and lost when the process ends, so a proof from before its start is
refused. What is left: of a terminal whose clock is ahead, a proof used before a restart may count
once more for as long as it is ahead, a minute at most; whatever it asks for is harmless twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from firmware_config.request_proof import CLOCK_SKEW_S, LIFETIME_S, ProofError, RequestProof

WINDOW = timedelta(seconds=LIFETIME_S + 2 * CLOCK_SKEW_S)
"""For so long a proof can count, from the first moment to the last."""
MOST = 200_000
"""In one window: 13,000 counters ask for some 5 things a minute."""


class UsedProofs:
    """Two sets that change places once a window: what is in neither cannot have been used."""

    def __init__(self, now: datetime, most: int = MOST) -> None:
        self._started_at = now.replace(microsecond=0)
        self._turned_at = now
        self._most = most
        self._last: set[bytes] = set()
        self._before: set[bytes] = set()
        self._lock = Lock()

    def use(self, proof: RequestProof, now: datetime) -> None:
        """Remember `proof`, which its terminal's key has been seen to have made.

        Raises:
            ProofError: `proof-replayed`, `proof-before-start` or `proof-too-many`.
        """
        if proof.issued_at < self._started_at:
            raise ProofError("proof-before-start")
        name = proof.terminal.octets + proof.cti  # of fixed lengths, and half of a pair's memory
        with self._lock:
            if now - self._turned_at >= WINDOW:
                # After a longer pause nothing in either can count any more.
                is_old = now - self._turned_at >= 2 * WINDOW
                self._before = set() if is_old else self._last
                self._last = set()
                self._turned_at = now
            if name in self._last or name in self._before:
                raise ProofError("proof-replayed")
            if len(self._last) >= self._most:
                raise ProofError("proof-too-many")
            self._last.add(name)
