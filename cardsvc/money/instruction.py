"""An instruction of finance's: what shall be booked, for which place, by which paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.ledger import by_hand
from cardsvc.ledger.account import Account
from cardsvc.ledger.by_hand import OF_OFFICE, OF_PROGRAMME, MoneyRefused
from cardsvc.ledger.line import TransferKind
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.offices import office as known_office
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.money import parse_vnd
from firmware_config.places import province as known_province

KINDS = (*OF_PROGRAMME, *OF_OFFICE)
MOST_REFERENCE = 28
"""So that the subject fits in the trail (`cardsvc.staff.audit`) whatever the place."""
FIELDS = ("kind", "programme", "province", "office", "amount_vnd", "reference")
"""Of a form, and of a proposal's data."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One that may be booked. `programme` is None for what is about `office`, and the other way
    round; `province` is the office's then."""

    kind: TransferKind
    province: ProvinceCode
    amount_vnd: int
    reference: str
    programme: ProgrammeCode | None = None
    office: OfficeId | None = None

    @property
    def about(self) -> Account:
        """The account that it is told of, as `cardsvc.ledger.by_hand` has it."""
        if self.office is not None:
            return OF_OFFICE[self.kind](self.office)
        assert self.programme is not None
        return OF_PROGRAMME[self.kind](self.programme, self.province)

    @property
    def giver(self) -> Account | None:
        """Which of our accounts the money leaves; None where it comes from outside."""
        if self.kind is TransferKind.FUNDED:
            return None
        _, before = by_hand.sides(self.kind, self.about, self.province)
        return before

    @property
    def subject(self) -> str:
        """What four eyes and the trail call it. Of one paper, one can be open at a time."""
        return f"{SUBJECT}{self.kind}/{self.about.key}/{self.reference}"

    def to_data(self) -> dict[str, str]:
        """For a proposal; `parse_instruction` reads it."""
        return {
            "kind": self.kind.value,
            "programme": self.programme.text if self.programme else "",
            "province": self.province.text if self.programme else "",
            "office": self.office.text if self.office else "",
            "amount_vnd": str(self.amount_vnd),
            "reference": self.reference,
        }


SUBJECT = "money:"


def parse_instruction(connection: Connection, told: Mapping[str, str]) -> Instruction:
    """From `FIELDS`; those that the kind has no use for are left aside.

    Raises:
        MoneyRefused: `money-kind`, `money-programme`, `money-province`, `money-office`,
            `money-amount`, `money-reference`.
    """
    kind = next((one for one in KINDS if one == told.get("kind")), None)
    if kind is None:
        raise MoneyRefused("money-kind")
    programme, office = None, None
    if kind in OF_PROGRAMME:
        programme, province = _programme(told), _province(told)
    else:
        office, province = _office(connection, told)
    return Instruction(kind, province, _amount_vnd(told), _reference(told), programme, office)


def book(connection: Connection, one: Instruction, user: str, now: datetime) -> int:
    """The transfer's id. Two people have agreed to it. Raises `MoneyRefused`."""
    what = one.kind, one.about, one.province, one.amount_vnd, one.reference
    return by_hand.book(connection, *what, user, now)


def check_instruction(
    connection: Connection, programmes: Collection[ProgrammeCode], one: Instruction
) -> None:
    """Raises `MoneyRefused`: `money-programme` for none of `programmes`, `money-known` where this
    paper is booked already."""
    if one.programme is not None and one.programme not in programmes:
        raise MoneyRefused("money-programme")
    told = tables.instruction.c
    query = select(told.id).where(
        told.kind == one.kind, told.about == one.about.key, told.reference == one.reference
    )
    if connection.execute(query).one_or_none() is not None:
        raise MoneyRefused("money-known", kind=one.kind.value, reference=one.reference)


def _programme(told: Mapping[str, str]) -> ProgrammeCode:
    try:
        return ProgrammeCode(told.get("programme", ""))
    except ContractError:
        raise MoneyRefused("money-programme") from None


def _province(told: Mapping[str, str]) -> ProvinceCode:
    try:
        return known_province(ProvinceCode(told.get("province", ""))).code
    except ContractError:
        raise MoneyRefused("money-province") from None


def _office(connection: Connection, told: Mapping[str, str]) -> tuple[OfficeId, ProvinceCode]:
    text = told.get("office", "")
    try:
        found = known_office(connection, OfficeId(text))
    except (RegistryError, ContractError):
        raise MoneyRefused("money-office", office=text[:6]) from None
    return found.id, found.province


def _amount_vnd(told: Mapping[str, str]) -> int:
    try:
        amount_vnd = parse_vnd(told.get("amount_vnd", ""), most_vnd=by_hand.MAX_VND)
    except ContractError:
        amount_vnd = 0
    if amount_vnd == 0:
        raise MoneyRefused("money-amount", limit=by_hand.MAX_VND)
    return amount_vnd


def _reference(told: Mapping[str, str]) -> str:
    """In capitals, so that a paper typed again in small letters is the same paper."""
    text = unicodedata.normalize("NFC", " ".join(told.get("reference", "").split())).upper()
    if not 0 < len(text) <= MOST_REFERENCE or not text.isprintable():
        raise MoneyRefused("money-reference", limit=MOST_REFERENCE)
    return text
