"""The names things go by: people, entitlements, cards, terminals, offices, programmes."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from firmware_config.errors import ContractError

RECORD_ID_BYTES = 8

_CITIZEN = re.compile(r"[0-9]{12}")
_TERMINAL = re.compile(r"[A-Z0-9]{8}")
_OFFICE = re.compile(r"[0-9]{6}")
_PROGRAMME = re.compile(r"[A-Z]{2,8}")
_PROVINCE = re.compile(r"[0-9]{2}")


class IdError(ContractError):
    """A text or byte string that is not the id it should be."""


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """Số định danh cá nhân / CCCD: 12 digits = 3 place of birth registration, 1 century and sex,
    2 year of birth, 6 random. It never changes, also when provinces merge.

    `repr` shows the last four digits only, so that a number cannot slip into a log.
    """

    digits: str

    def __post_init__(self) -> None:
        if not _CITIZEN.fullmatch(self.digits):
            raise IdError("citizen-number-not-12-digits", length=len(self.digits))

    @property
    def last4(self) -> str:
        return self.digits[-4:]

    @property
    def birth_year(self) -> int:
        """Century from digit 4 (0/1 = 19xx, 2/3 = 20xx, …), year from digits 5 and 6."""
        return 1900 + int(self.digits[3]) // 2 * 100 + int(self.digits[4:6])

    @property
    def is_female(self) -> bool:
        return int(self.digits[3]) % 2 == 1

    def __repr__(self) -> str:
        return f"CitizenNumber(…{self.last4})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, order=True)
class _Octets:
    """A fixed-length byte string with a hexadecimal text."""

    octets: bytes

    @classmethod
    def length(cls) -> int:
        raise NotImplementedError

    def __post_init__(self) -> None:
        if len(self.octets) != self.length():
            raise IdError("id-wrong-length", kind=type(self).__name__, length=len(self.octets))

    def __str__(self) -> str:
        return self.octets.hex()


@dataclass(frozen=True, slots=True, order=True)
class EntitlementId(_Octets):
    """One person's right in one programme. 16 octets, random; all that a receipt says of it."""

    @classmethod
    def length(cls) -> int:
        return 16

    @classmethod
    def new(cls) -> EntitlementId:
        return cls(secrets.token_bytes(16))

    @classmethod
    def parse(cls, text: str) -> EntitlementId:
        return cls(_unhex(text, cls.__name__))


@dataclass(frozen=True, slots=True, order=True)
class CardId(_Octets):
    """Eight octets, random; printed as four groups of four hexadecimal digits."""

    @classmethod
    def length(cls) -> int:
        return 8

    @classmethod
    def new(cls) -> CardId:
        return cls(secrets.token_bytes(8))

    @classmethod
    def parse(cls, text: str) -> CardId:
        return cls(_unhex(text.replace("-", "").replace(" ", ""), cls.__name__))

    @property
    def printed(self) -> str:
        text = self.octets.hex().upper()
        return "-".join(text[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True, slots=True, order=True)
class TerminalId:
    """Eight capital letters or digits, so that a receipt holds it in eight octets."""

    text: str

    def __post_init__(self) -> None:
        if not _TERMINAL.fullmatch(self.text):
            raise IdError("terminal-id", text=self.text)

    @property
    def octets(self) -> bytes:
        return self.text.encode("ascii")

    @classmethod
    def from_octets(cls, octets: bytes) -> TerminalId:
        try:
            return cls(octets.decode("ascii"))
        except UnicodeDecodeError:
            raise IdError("terminal-id", text=octets.hex()) from None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class OfficeId:
    """A post office's code (mã bưu cục): six digits."""

    text: str

    def __post_init__(self) -> None:
        if not _OFFICE.fullmatch(self.text):
            raise IdError("office-id", text=self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class ProgrammeCode:
    """A programme's short name: two to eight capital letters, as `BTXH` (bảo trợ xã hội)."""

    text: str

    def __post_init__(self) -> None:
        if not _PROGRAMME.fullmatch(self.text):
            raise IdError("programme-code", text=self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class ProvinceCode:
    """A present province's statistical code (Decision 19/2025): two digits, `01` Hà Nội."""

    text: str

    def __post_init__(self) -> None:
        if not _PROVINCE.fullmatch(self.text):
            raise IdError("province-code", text=self.text)

    def __str__(self) -> str:
        return self.text


def _unhex(text: str, kind: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise IdError("id-not-hexadecimal", kind=kind) from None
