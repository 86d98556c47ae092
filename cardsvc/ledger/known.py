"""What the centre knows of the payments in a batch. Pure; `knowledge` fetches it."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode, TerminalId
from firmware_config.journal_body import Medium
from firmware_config.signing import PublicKey


@dataclass(frozen=True, slots=True)
class KnownEntitlement:
    beneficiary: int
    programme: ProgrammeCode
    province: ProvinceCode
    office: OfficeId


@dataclass(frozen=True, slots=True)
class KnownRecord:
    beneficiary: int
    medium: Medium


@dataclass(frozen=True, slots=True)
class KnownTerminal:
    id: TerminalId
    office: OfficeId
    province: ProvinceCode


@dataclass(frozen=True, slots=True)
class Known:
    """By the octets of their ids; `due` holds đồng by entitlement and period code.

    `paid` is what has been paid, and grows as the entries of a batch are posted.
    """

    terminal: KnownTerminal
    receipt_keys: dict[bytes, PublicKey]
    records: dict[bytes, KnownRecord]
    entitlements: dict[bytes, KnownEntitlement]
    due: dict[tuple[bytes, int], int]
    paid: set[tuple[bytes, int]]
