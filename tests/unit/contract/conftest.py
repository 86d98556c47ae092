"""A card in hand."""

from __future__ import annotations

import pytest

from tests.simulators.world import IssuedCard
from tests.unit.contract.card_in_hand import WORLD, YEAR


@pytest.fixture
def issued() -> IssuedCard:
    """An active card with one entitlement of a year's months."""
    return WORLD.issue_card(WORLD.entitlement(payable=YEAR))
