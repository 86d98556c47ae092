"""Scripts as counters fetch them: a CBOR list of signed scripts, each card's in their order.

The list bears no signature of its own. Each script has one, names its card and is numbered; a
signature over the list could not tell that one was left out either (docs/adr/0007).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from firmware_config import cbor
from firmware_config.card.script import Script
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.trust import TrustList

MAX_SCRIPTS = 5000  # more cards than one office pays in a month
MAX_BYTES = 8 * 1024 * 1024  # as many of the longest scripts


class ScriptListError(ContractError):
    """Octets that are no list of scripts (`script-list-malformed`)."""


def encode(scripts: Iterable[bytes]) -> bytes:
    """The list of signed `scripts`."""
    return cbor.encode(list(scripts))


def decode(octets: bytes) -> tuple[bytes, ...]:
    """The signed scripts in a list; nothing is proved of them yet.

    Raises:
        ScriptListError, CborError.
    """
    items = cbor.decode(octets, max_bytes=MAX_BYTES)
    if type(items) is not list or len(items) > MAX_SCRIPTS:
        raise ScriptListError("script-list-malformed")
    if any(type(item) is not bytes for item in items):
        raise ScriptListError("script-list-malformed")
    return tuple(items)


def believed(octets: bytes, trust: TrustList) -> Mapping[CardId, Mapping[int, bytes]]:
    """The scripts of a list that a trusted authority signed, by card and number.

    One that nobody trusted has signed is left out: it must not keep the others from their cards.

    Raises:
        ScriptListError, CborError.
    """
    found: dict[CardId, dict[int, bytes]] = {}
    for item in decode(octets):
        try:
            script = Script.parse(item, trust)
        except ContractError:
            continue
        found.setdefault(script.card, {})[script.number] = item
    return found
