"""The rows of a signed list: each due of a report with its person, and what proves a payment."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from cardsvc import tables
from cardsvc.tables import DueState
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.card.receipt import SignedReceipt
from firmware_config.claim import Medium
from firmware_config.errors import ContractError
from firmware_config.period import Period
from firmware_config.wire import Entry

_AT_ONCE = 500
_SHORT_HEX = 8
"""Of a signature's hash on paper: enough to find it among a list's, not to prove anything. The
whole receipt is in the file of signatures."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What an entry says of a payment. `medium` is empty where no payment's own entry tells it;
    `receipt` is the card's COSE_Sign1; `seq` is 0 where no entry of the terminal tells it."""

    terminal: str
    seq: int
    at: datetime
    medium: str = ""
    teller: str = ""
    supervisor: str = ""
    is_by_proxy: bool = False
    card: str = ""
    counter: int = 0
    receipt: bytes = b""
    certificate: bytes = b""

    @property
    def short(self) -> str:
        """`A1B2 #12 8f3a1c02`: the card's last digits, its count, its signature's hash."""
        if not self.receipt:
            return ""
        digest = hashlib.sha256(self.receipt).hexdigest()[:_SHORT_HEX]
        return f"{self.card[-4:].upper()} #{self.counter} {digest}"


@dataclass(frozen=True, slots=True)
class SignedRow:
    """`n` counts within the office; `last4` are those of the citizen number."""

    n: int
    name: str
    birth: str
    last4: str
    category: str
    entitlement: bytes
    period: Period
    amount_vnd: int
    state: DueState
    proof: Proof | None

    def receipt_cells(self) -> tuple[str, ...]:
        """As `package.RECEIPT_COLUMNS` names them. Paid rows alone have them."""
        proof = self.proof
        assert proof is not None
        return (
            *(str(self.n), self.entitlement.hex(), str(self.period), str(self.amount_vnd)),
            *(proof.medium, proof.terminal, str(proof.seq or ""), proof.at.isoformat()),
            *(proof.card, str(proof.counter) if proof.receipt else ""),
            urlsafe_b64encode(proof.receipt).decode("ascii"),
            urlsafe_b64encode(proof.certificate).decode("ascii"),
        )


def signed_rows(connection: Connection, report_id: int, office: str) -> Iterator[SignedRow]:
    """Those of one office in the report's order, fetched few by few."""
    row, person, held = tables.report_row.c, tables.beneficiary.c, tables.entitlement.c
    own, other = tables.entry.alias("own"), tables.entry.alias("other")
    query = (
        select(
            tables.report_row,
            *(person.name, person.birth, person.citizen_number, held.category),
            own.c.octets.label("octets"),
            other.c.octets.label("against_octets"),
        )
        .join(tables.entitlement, held.id == row.entitlement)
        .join(tables.beneficiary, person.id == held.beneficiary)
        .outerjoin(own, and_(own.c.terminal == row.terminal, own.c.seq == row.seq))
        .outerjoin(
            other,
            and_(other.c.terminal == row.against_terminal, other.c.seq == row.against_seq),
        )
        .where(row.report == report_id, row.office == office)
        .order_by(row.n)
    )
    n = 0
    found = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    for some in found.partitions(_AT_ONCE):
        proofs = [_proof(one) for one in some]
        certificates = _certificates(connection, proofs)
        for one, proof in zip(some, proofs, strict=True):
            n += 1
            yield _signed_row(n, one, _with_certificate(proof, certificates))


def _signed_row(n: int, row: Row[Any], proof: Proof | None) -> SignedRow:
    return SignedRow(
        *(n, row.name, row.birth, row.citizen_number[-4:], row.category, bytes(row.entitlement)),
        *(Period(row.period), row.amount_vnd, DueState(row.state), proof),
    )


def _proof(row: Row[Any]) -> Proof | None:
    """From the payment's own entry; where another made it good, from the one it was made in."""
    if row.terminal is None:
        return None
    entries = [Entry.parse(octets) for octets in (row.octets, row.against_octets) if octets]
    for entry in entries:
        match entry.body:
            case Disbursed() as paid:
                proof = Proof(
                    *(entry.terminal.text, entry.seq, entry.at, paid.medium.value, paid.teller),
                    *(paid.supervisor or "", paid.collector is not None),
                )
                return _with_receipt(proof, paid.receipt)
            case CarriedReceipt() as brought:
                return _brought(brought.receipt)
            case OutcomeUnknown() as told:
                return Proof(
                    *(entry.terminal.text, entry.seq, entry.at, "", told.teller, told.supervisor)
                )
            case _:
                continue
    return Proof(row.terminal, row.seq, entries[0].at) if entries else None


def _brought(octets: bytes) -> Proof:
    """By the receipt's own word, which the ledger has read: the terminal itself told nothing."""
    receipt = SignedReceipt.parse(octets).receipt
    return _with_receipt(Proof(receipt.terminal.text, 0, receipt.at, Medium.CHIP.value), octets)


def _with_receipt(proof: Proof, octets: bytes | None) -> Proof:
    if octets is None:
        return proof
    try:
        receipt = SignedReceipt.parse(octets).receipt
    except ContractError:
        return proof
    card = receipt.card.octets.hex()
    return replace(proof, card=card, counter=receipt.counter, receipt=octets)


def _certificates(connection: Connection, proofs: Sequence[Proof | None]) -> Mapping[str, bytes]:
    cards = {bytes.fromhex(proof.card) for proof in proofs if proof is not None and proof.card}
    if not cards:
        return {}
    card = tables.card.c
    rows = connection.execute(select(card.id, card.certificate).where(card.id.in_(cards)))
    return {bytes(row.id).hex(): bytes(row.certificate or b"") for row in rows}


def _with_certificate(proof: Proof | None, certificates: Mapping[str, bytes]) -> Proof | None:
    if proof is None or not proof.card:
        return proof
    return replace(proof, certificate=certificates.get(proof.card, b""))
