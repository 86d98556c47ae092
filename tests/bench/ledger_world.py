"""A centre with people enough for a ledger's benchmarks, written past the centre so that it takes
seconds, and what their counters send."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from cardsvc.centre import Centre
from cardsvc.ledger import account
from cardsvc.ledger.account import Account
from cardsvc.ledger.books import account_ids
from cardsvc.ledger.ingest import Delivery
from cardsvc.registry.offices import Office, add_office
from cardsvc.settings import Settings
from firmware_config import cose
from firmware_config.body.payout import Disbursed
from firmware_config.card.receipt import Kind, Receipt
from firmware_config.claim import Claim, Medium
from firmware_config.clock import Clock, to_unix
from firmware_config.ids import (
    CardId,
    EntitlementId,
    OfficeId,
    ProgrammeCode,
    ProvinceCode,
    TerminalId,
)
from firmware_config.period import Period
from firmware_config.signing import FileKey
from firmware_config.wire import GENESIS, Batch, Entry
from tests.simulators.centre_world import NOW, Hands

BTXH = ProgrammeCode("BTXH")
PROVINCE = ProvinceCode("01")
NOVEMBER = Period.of_month(2026, 11)
AMOUNT_VND = 500_000
Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]
"""Of entries, and of transfers."""
RECEIPT_KEYS = 64
"""Cards have a key each; so many are enough to check with, and quicker to make."""


@dataclass(slots=True)
class Till:
    """A terminal, its key and where its journal ends. It pays `at` that time."""

    id: TerminalId
    office: OfficeId
    at: datetime = NOW
    key: FileKey = field(default_factory=FileKey.new)
    seq: int = 0
    head: bytes = GENESIS

    def batch(self, bodies: Iterable[Disbursed]) -> Batch:
        entries = []
        for body in bodies:
            entry = Entry.make(self.id, self.seq + 1, self.head, self.at, body)
            self.seq, self.head = entry.seq, entry.hash
            entries.append(entry)
        return Batch(self.id, tuple(entries))


@dataclass(slots=True)
class LedgerWorld:
    """`tills` are spread over `offices`; people are of the offices of the tills that pay them."""

    centre: Centre
    tills: tuple[Till, ...]
    list_id: int
    keys: tuple[FileKey, ...]

    @classmethod
    def open(
        cls, state: Path, url: str, offices: int, tills: int, clock: Clock | None = None
    ) -> LedgerWorld:
        """`clock` is the centre's; one that stands still unless told otherwise."""
        centre = Centre.open(Settings.of(state, url), clock or Hands())
        now = centre.clock().replace(microsecond=0)
        places = [
            Office(OfficeId(f"{100000 + at}"), f"Bưu cục {at}", PROVINCE) for at in range(offices)
        ]
        centre.add_office(places[0])
        with centre.engine.begin() as connection:
            for place in places[1:]:
                add_office(connection, place)
        made = tuple(
            Till(TerminalId(f"T{at:07}"), places[at % offices].id, now) for at in range(tills)
        )
        with centre.engine.begin() as connection:
            points = [till.key.public_key.point for till in made]
            _copy(
                *(connection, "terminal (id, office, public_key, state)"),
                (
                    (till.id.text, till.office.text, point, "active")
                    for till, point in zip(made, points, strict=True)
                ),
            )
            _copy(
                *(connection, "terminal_term (terminal, issued_at, expires_at)"),
                ((till.id.text, to_unix(now) - 86_400, to_unix(now) + 86_400) for till in made),
            )
            list_id = connection.execute(
                text(
                    "INSERT INTO payout_list (file_name, sha256, office, province, programme,"
                    " period, rows, total_vnd, imported_at, imported_by) VALUES ('bench',"
                    " sha256('bench'), :office, '01', 'BTXH', :period, 1, 1, 1, 'bench')"
                    " RETURNING id"
                ),
                {"office": places[0].id.text, "period": NOVEMBER.code},
            ).scalar_one()
        keys = tuple(FileKey.new() for _ in range(RECEIPT_KEYS))
        return cls(centre, made, list_id, keys)

    @property
    def engine(self) -> Engine:
        return self.centre.engine

    def payments(self, till: Till, count: int) -> list[Disbursed]:
        """`count` new people, each paid by chip at `till`."""
        office, people = till.office.text, []
        for _ in range(count):
            key = secrets.choice(self.keys)
            people.append((EntitlementId.new(), CardId.new(), secrets.token_bytes(8), key))
        number = secrets.randbelow(10**9) * 1000
        with self.engine.begin() as connection:
            first = connection.execute(
                text(
                    "SELECT setval('beneficiary_id_seq', nextval('beneficiary_id_seq') + :n) - :n"
                ),
                {"n": count},
            ).scalar_one()
            rows = [(first + at, *person) for at, person in enumerate(people)]
            _copy(
                *(connection, "beneficiary (id, citizen_number, name, folded_name, birth,"),
                (
                    (at, f"{number + at - first:012}", "", "", "1950", "", "01", office)
                    for at, *_ in rows
                ),
                rest=" address, province, office)",
            )
            _copy(
                *(connection, "entitlement (id, beneficiary, programme, province, office,"),
                (
                    (one.octets, at, "BTXH", "01", office, "K5.4", AMOUNT_VND, "month")
                    for at, one, *_ in rows
                ),
                rest=" category, amount_vnd, kind)",
            )
            _copy(
                *(connection, "due (entitlement, period, amount_vnd, list)"),
                ((one.octets, NOVEMBER.code, AMOUNT_VND, self.list_id) for _, one, *_ in rows),
            )
            _copy(
                *(connection, "record (id, beneficiary, medium, octets, issued_at, expires_at,"),
                (
                    (record, at, "chip", bytes(400), 1, 2**32 - 1, secrets.token_hex(8), 0, 0)
                    for at, _, _, record, _ in rows
                ),
                rest=" status_uri, status_index, status)",
            )
            _copy(
                *(connection, "card (id, beneficiary, state, receipt_point, record)"),
                (
                    (card.octets, at, "active", key.public_key.point, record)
                    for at, _, card, record, key in rows
                ),
            )
        return [_paid(till, *person) for person in people]

    def deliveries(self, per_till: int, *, till_count: int | None = None) -> list[Delivery]:
        """One batch of each till."""
        return [
            (till.id, till.batch(self.payments(till, per_till)).sign(till.key))
            for till in self.tills[:till_count]
        ]

    def rows(self, per_till: int) -> list[Rows]:
        """The rows of entries and of transfers that such batches would leave, a till each."""
        with self.engine.begin() as connection:
            drawers = {till.id: account.drawer(till.id) for till in self.tills}
            paid = {
                till.id: account.paid(BTXH, PROVINCE, till.office, NOVEMBER) for till in self.tills
            }
            ids = account_ids(connection, [*drawers.values(), *paid.values()])
        return [
            _rows_of(
                till.batch(self.payments(till, per_till)), ids, paid[till.id], drawers[till.id]
            )
            for till in self.tills
        ]

    def copy(self, some: Sequence[Rows]) -> None:
        """The yardstick: rows straight into their tables, in one transaction."""
        with self.engine.begin() as connection:
            _copy(connection, ENTRY, (row for entries, _ in some for row in entries))
            _copy(connection, TRANSFER, (row for _, transfers in some for row in transfers))

    def close(self) -> None:
        self.centre.close()


ENTRY = "entry (terminal, seq, octets, hash, refused, received_at)"
TRANSFER = "transfer (kind, debit, credit, amount_vnd, terminal, seq, line, entitlement, period)"


def _paid(
    till: Till, entitlement: EntitlementId, card: CardId, record: bytes, key: FileKey
) -> Disbursed:
    nonce = secrets.token_bytes(8)
    receipt = Receipt(
        *(Kind.PAYOUT, card, 0, entitlement, NOVEMBER, 1, AMOUNT_VND, 1, till.id, nonce, till.at)
    )
    protected = cose.protected_header(card.octets)
    signed = cose.assemble(protected, receipt.payload(), key.sign(receipt.to_be_signed()))
    claim = Claim(entitlement, BTXH, NOVEMBER, 1, AMOUNT_VND)
    return Disbursed(nonce, Medium.CHIP, card, record, claim, signed, "pin", "lan")


def _rows_of(batch: Batch, ids: dict[Account, int], paid: Account, drawer: Account) -> Rows:
    entries, transfers = [], []
    for entry in batch.entries:
        assert isinstance(entry.body, Disbursed)
        claim, name = entry.body.claim, entry.terminal.text
        entries.append((name, entry.seq, entry.octets, entry.hash, None, to_unix(NOW)))
        transfers.append(
            (
                *("paid", ids[paid], ids[drawer], AMOUNT_VND, name, entry.seq, 0),
                *(claim.entitlement.octets, NOVEMBER.code),
            )
        )
    return entries, transfers


def _copy(connection: Any, into: str, rows: Iterable[tuple[Any, ...]], *, rest: str = "") -> None:
    driver = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into}{rest} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
