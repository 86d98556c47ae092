"""verify: a QR text to its decision, against one bare ES256 verification."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from counter.decision.decide import Offer, decide
from counter.decision.presented import PresentedPaper
from firmware_config import qr
from firmware_config.cose import Sign1, to_be_signed
from firmware_config.trust import Role
from tests.bench.figure import Figure, microseconds, paired_ratio
from tests.simulators.knowing import knowing
from tests.simulators.world import World

_ROUNDS = 5000


def run() -> list[Figure]:
    world = World.make()
    sheet = world.issue_qr()
    known = knowing(world)

    def ours() -> None:
        decided = decide(PresentedPaper(qr.from_text(sheet.text)), known, world.now)
        assert isinstance(decided, Offer)

    message = Sign1.parse(sheet.signed)
    r, s = message.signature[:32], message.signature[32:]
    signed = to_be_signed(message.protected, message.payload)
    point = world.key(Role.ENTITLEMENT).public_key.point
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    es256 = ec.ECDSA(hashes.SHA256())

    def bare() -> None:
        # ES256 signatures are r‖s (RFC 9053 §2.1); the library wants DER.
        key.verify(encode_dss_signature(int.from_bytes(r), int.from_bytes(s)), signed, es256)

    ratio, _, theirs = paired_ratio(ours, bare, _ROUNDS)
    return [Figure("verify.ratio", ratio, "x", 1.5, "lower", microseconds(theirs), "µs")]
