"""One sample of everything the contract signs, each with the reader that must believe it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from firmware_config import cbor, cose
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, Refused
from firmware_config.body.shift import CashIn
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.receipt import SignedReceipt
from firmware_config.claim import Claim, Medium
from firmware_config.enrolment import (
    Assignment,
    EnrolmentAnswer,
    EnrolmentRequest,
    EnrolmentState,
)
from firmware_config.payout_list import Line, OfficePayoutList
from firmware_config.record import Entitlement, Record
from firmware_config.request_proof import SCHEME, Prover, RequestProof
from firmware_config.status import Status, StatusList
from firmware_config.telling import Data, Telling, Trouble
from firmware_config.trust import Role, TrustList
from firmware_config.wire import GENESIS, Acknowledgement, Batch, Entry
from tests.simulators.world import PIN, World


@dataclass(frozen=True, slots=True)
class Signed:
    """`read(octets)` gives what was signed; anything else it refuses with a `ContractError`."""

    octets: bytes
    read: Callable[[bytes], object]


def read_record(world: World, octets: bytes) -> Record:
    """The whole way a counter takes before it believes a record."""
    message = cose.Sign1.parse(octets)
    record = Record.parse(message.payload)
    key = world.trust.key_for(
        message.kid,
        Role.ENTITLEMENT,
        record.issued_at,
        province=record.province,
        programmes=frozenset(due.programme for due in record.entitlements),
    )
    message.verify(key)
    return record


def claim_of(due: Entitlement) -> Claim:
    """All of `due`, to be paid at once."""
    amount_vnd = due.amount_vnd * due.payable.bit_count()
    return Claim(due.id, due.programme, due.base, due.payable, amount_vnd)


def journal(world: World) -> tuple[Entry, ...]:
    """Three entries from the first on: cash in, a payout from paper, a refusal."""
    due = world.entitlement()
    paid = Disbursed(
        nonce=b"nonce--1",
        medium=Medium.QR,
        card=None,
        record_id=b"record-1",
        claim=claim_of(due),
        receipt=None,
        identity="citizen-card",
        teller="gdv01",
    )
    bodies: tuple[Body, ...] = (
        CashIn(20_000_000, "gdv01"),
        paid,
        Refused("paid-here", Medium.QR, b"record-1", "gdv01"),
    )
    entries: list[Entry] = []
    for seq, body in enumerate(bodies, start=1):
        previous = entries[-1].hash if entries else GENESIS
        entries.append(Entry.make(world.terminal, seq, previous, world.now, body))
    return tuple(entries)


def signed_things(world: World) -> dict[str, Signed]:
    """By name: record, certificate, receipt, the lists, batch, acknowledgement, what a terminal
    says of itself."""
    trust, terminal_key = world.trust, world.terminal_key.public_key
    card = world.issue_card()
    receipt = card.session(PIN).disburse(world.order(card.entitlements[0]))
    statuses = {1: Status.SUSPENDED, 2: Status.INVALID}
    status = StatusList.build("01/0", statuses, world.now, timedelta(days=7), size=64)
    lines = tuple(Line(due, "Trần Văn Đức") for due in card.entitlements)
    payouts = OfficePayoutList(world.office, world.province, world.base, world.now, lines)
    batch = Batch(world.terminal, journal(world))
    ack = Acknowledgement(world.terminal, 3, batch.head, world.now, ((2, "paid-elsewhere"),))
    telling = Telling(
        *(world.terminal, world.now, "0.1.0", "0006", 12, {"root": 1}),
        dict.fromkeys(Data, world.now),
        *(3, 0, -2, frozenset({Trouble.PRINTER})),
    )
    asking = EnrolmentRequest(
        terminal_key, "chitra:test", world.office, "Quầy 2", "0.1.0", world.now
    )
    assigned = Assignment(
        world.terminal, world.office, "Bưu cục Hoàn Kiếm", world.province, ("01/0",)
    )
    approved = EnrolmentAnswer(
        terminal_key, bytes(16), EnrolmentState.APPROVED, world.now, assigned
    )
    return {
        "record": Signed(card.signed, lambda octets: read_record(world, octets)),
        "certificate": Signed(
            card.certificate.sign(world.key(Role.CARD_CA)),
            lambda octets: CardCertificate.parse(octets, trust),
        ),
        "receipt": Signed(receipt.cose, lambda octets: _read_receipt(card.certificate, octets)),
        "trust list": Signed(
            trust.sign(world.root), lambda octets: TrustList.parse(octets, world.root.public_key)
        ),
        "status list": Signed(
            status.sign(world.key(Role.STATUS_LIST)),
            lambda octets: StatusList.parse(octets, trust),
        ),
        "payout list": Signed(
            payouts.sign(world.key(Role.PAYOUT_LIST)),
            lambda octets: OfficePayoutList.parse(octets, trust, world.office),
        ),
        "batch": Signed(
            batch.sign(world.terminal_key),
            lambda octets: Batch.parse(octets, world.terminal, terminal_key),
        ),
        "acknowledgement": Signed(
            ack.sign(world.key(Role.LEDGER_ACK)),
            lambda octets: Acknowledgement.parse(octets, trust),
        ),
        "request proof": Signed(
            decoded(Prover(world.terminal, "chitra:test", world.terminal_key, lambda: world.now)),
            lambda octets: _read_proof(world, octets),
        ),
        "telling": Signed(
            telling.sign(world.terminal_key),
            lambda octets: Telling.parse(octets, world.terminal, terminal_key),
        ),
        "enrolment request": Signed(
            asking.sign(world.terminal_key),
            lambda octets: EnrolmentRequest.parse(octets, asking.audience, world.now),
        ),
        "enrolment answer": Signed(
            approved.sign(world.key(Role.LEDGER_ACK)),
            lambda octets: EnrolmentAnswer.parse(octets, trust, terminal_key, world.now),
        ),
    }


def resigned(world: World, role: Role, claims: object, *, typ: str | None = None) -> bytes:
    """Claims of a test's own making, signed by the key that is trusted for them."""
    return cose.sign1(cbor.encode(claims), world.key(role), typ=typ)


def decoded(prover: Prover) -> bytes:
    """The octets in the header that proves `GET /x`."""
    text = prover.header("GET", "/x").removeprefix(SCHEME)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _read_proof(world: World, octets: bytes) -> RequestProof:
    header = SCHEME + base64.urlsafe_b64encode(octets).decode().rstrip("=")
    proof = RequestProof.parse(header)
    key = world.terminal_key.public_key
    proof.check(key, "chitra:test", "GET", "/x", b"", world.now)
    return proof


def _read_receipt(certificate: CardCertificate, octets: bytes) -> SignedReceipt:
    receipt = SignedReceipt.parse(octets)
    receipt.verify(certificate.receipt_key)
    return receipt
