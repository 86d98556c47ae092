"""What an officer states of a list when uploading it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TypeVar

from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage, MultiDict

from cardsvc.errors import CentreError
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import office
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.vietnamese.dates import VIET_NAM

Value = TypeVar("Value")


class FormRefused(CentreError):
    """A field that cannot be taken: `form-file`, `form-programme`, `form-province`, `form-office`,
    `form-period`; or `list-office-of-another-province`."""


@dataclass(frozen=True, slots=True)
class ListForm:
    """The fields as they were sent, to be shown again."""

    programme: str = ""
    province: str = ""
    office: str = ""
    period: str = ""

    @classmethod
    def blank(cls, now: datetime) -> ListForm:
        """For the month that it is in Viet Nam."""
        return cls(period=f"{now.astimezone(VIET_NAM):%Y-%m}")

    @classmethod
    def sent(cls, fields: MultiDict[str, str]) -> ListForm:
        return cls(*(fields.get(name, "").strip() for name in cls.__slots__))

    def terms(self, connection: Connection) -> ListTerms:
        """Raises `FormRefused`, `RegistryError` (`office-unknown`)."""
        programme = _taken(ProgrammeCode, "programme", self.programme)
        province = _taken(ProvinceCode, "province", self.province)
        office_id = _taken(OfficeId, "office", self.office)
        period = _taken(Period.parse, "period", self.period)
        if period.is_one_off:
            raise FormRefused("form-period")
        if office(connection, office_id).province != province:
            raise FormRefused("list-office-of-another-province", office=office_id.text)
        return ListTerms(programme, province, office_id, period)


def _taken(parse: Callable[[str], Value], name: str, text: str) -> Value:
    try:
        return parse(text)
    except ContractError:
        raise FormRefused(f"form-{name}") from None


def sent_file(file: FileStorage | None) -> tuple[IO[bytes], str]:
    """The file and its name. Raises `FormRefused` when none was chosen."""
    if file is None or not file.filename:
        raise FormRefused("form-file")
    return file.stream, file.filename
