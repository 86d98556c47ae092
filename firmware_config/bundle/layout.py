"""Where things are in the repository, as the publisher writes and a client asks for them."""

from __future__ import annotations

from datetime import datetime

from tuf.api.metadata import Timestamp

from firmware_config.clock import from_unix
from firmware_config.ids import ProvinceCode

METADATA, TARGETS = "metadata", "targets"
ROLLOUT = "rollout.toml"
_PROVINCE = "prov-"
ISSUED_AT = "issued_at"
"""A field of ours in the timestamp: when it was signed. A counter's data is as old as that."""


def role_of(province: ProvinceCode) -> str:
    """The TUF role that a province's paths are delegated to."""
    return f"{_PROVINCE}{province}"


def province_of(role: str) -> ProvinceCode | None:
    """The province whose role it is; None for a role of the whole repository."""
    _, is_one, code = role.partition(_PROVINCE)
    return ProvinceCode(code) if is_one else None


def rollout_path(province: ProvinceCode) -> str:
    return f"prov/{province}/{ROLLOUT}"


def file_path(province: ProvinceCode, number: int, name: str) -> str:
    return f"prov/{province}/{number}/{name}"


def issued_at(timestamp: Timestamp) -> datetime:
    """When the timestamp was signed. Raises `TimeFault` when it does not say so."""
    return from_unix(timestamp.unrecognized_fields.get(ISSUED_AT))
