"""What tests of a card in hand have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from firmware_config.card import profile
from firmware_config.card.apdu import ApduError, Command
from firmware_config.card.session import CardSession, DisburseOrder
from tests.simulators.connection import CardConnection
from tests.simulators.world import IssuedCard, World

WORLD = World.make()
YEAR = 0xFFF


def sw_of(act: Callable[[], object]) -> int:
    """The status word that `act` ends with."""
    with pytest.raises(ApduError) as refused:
        act()
    return refused.value.sw


def send(issued: IssuedCard, ins: int, *, cla: int = profile.CLA_OWN, **rest: Any) -> int:
    """The status word of one command to a selected card."""
    connection = CardConnection(issued.card)
    CardSession(connection).select()
    return connection.send_and_receive(Command(cla, ins, **rest).encode())[1]


def order_of(issued: IssuedCard, mask: int, nonce: bytes, /, **different: Any) -> DisburseOrder:
    """An order on the first entitlement, with anything in it different."""
    return replace(WORLD.order(issued.entitlements[0], mask=mask, nonce=nonce), **different)
