"""Under which path of the centre each published document is found, by a network or on a stick."""

from __future__ import annotations

from firmware_config.ids import CardId, OfficeId, ProvinceCode, TerminalId

TRUST = "/api/v1/trust"
CONFIGURATION = "/api/v1/configuration"


def status_path(uri: str) -> str:
    return f"/api/v1/status/{uri}"


def shards_path(province: ProvinceCode) -> str:
    return f"/api/v1/status/{province}"


def payout_list_path(office: OfficeId) -> str:
    return f"/api/v1/offices/{office}/payout-list"


def office_scripts_path(office: OfficeId) -> str:
    return f"/api/v1/offices/{office}/scripts"


def card_scripts_path(card: CardId) -> str:
    return f"/api/v1/cards/{card}/scripts"


def photo_path(digest: bytes) -> str:
    return f"/api/v1/photos/{digest.hex()}"


def certificate_path(terminal: TerminalId) -> str:
    return f"/api/v1/terminals/{terminal}/certificate"


def telling_path(terminal: TerminalId) -> str:
    """Where a terminal tells of itself."""
    return f"/api/v1/terminals/{terminal}/telling"


def configuration_path(name: str) -> str:
    """`name` as `metadata/timestamp.json`."""
    return f"{CONFIGURATION}/{name}"
