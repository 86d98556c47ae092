"""Drawing lots that anybody can repeat. Pure.

1. Before any payment of the month is known a seed of 32 random octets is made, and its SHA-256 is
   published in the audit trail: nobody can change the seed afterwards.
2. Once payments are in, the list of them is fixed: the entitlement and period of each. Its
   hash is SHA-256 over the 18 octets of all of them (entitlement id ‖ period code, big-endian), in
   ascending order.
3. Each payment's lot is HMAC-SHA256, keyed by the seed, over the label, the hash of the list and
   the payment's 18 octets. The smallest `size` lots are drawn, in ascending order.
4. The seed is revealed with the draw. From the seed and the list of payments, both on the page,
   anybody computes the same lots with any HMAC, and checks the seed against what was published.

The seed lies in the centre's database until then: who can read it could know the lots before,
and who can leave a payment off the list could not be told from this alone, but from the ledger.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass

from firmware_config.ids import EntitlementId
from firmware_config.period import Period

SEED_BYTES = 32
_LABEL = b"chitra call-back lot 1\0"


@dataclass(frozen=True, slots=True)
class Payment:
    """One period of one entitlement."""

    entitlement: EntitlementId
    period: Period

    @property
    def octets(self) -> bytes:
        return self.entitlement.octets + self.period.code.to_bytes(2, "big")


def seed_hash(seed: bytes) -> bytes:
    """What is published before."""
    return hashlib.sha256(seed).digest()


def list_hash(payments: Collection[Payment]) -> bytes:
    return hashlib.sha256(b"".join(sorted(one.octets for one in payments))).digest()


def drawn(seed: bytes, payments: Collection[Payment], size: int) -> tuple[Payment, ...]:
    """The payments whose lots are smallest, in the order of their lots; all of them if they are no
    more than `size`. The order in which they are given does not matter."""
    of_list = list_hash(payments)

    def lot(one: Payment) -> bytes:
        return hmac.digest(seed, _LABEL + of_list + one.octets, "sha256")

    return tuple(sorted(payments, key=lot)[:size])
