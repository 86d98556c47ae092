"""Blank cards as the card maker ships them to a desk."""

from __future__ import annotations

import secrets

from firmware_config.card.profile import LIMITS
from firmware_config.card.scp03 import MasterKey, diversify
from firmware_config.card.simulator.card import SoftwareCard


def blank_card(master: MasterKey) -> SoftwareCard:
    """A simulated card under `master`, with a serial number of its own."""
    serial = secrets.token_bytes(LIMITS.serial)
    return SoftwareCard.blank(serial, diversify(master, serial))
