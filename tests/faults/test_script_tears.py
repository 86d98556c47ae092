"""A card torn out of the field while it obeys a script of each kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firmware_config.card.script import (
    Block,
    Body,
    ClearPeriods,
    NewEntitlements,
    NewTerminalCa,
    Script,
    Unblock,
    UnblockPin,
)
from firmware_config.card.session import CardSession, WrongPin
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.signing import FileKey
from tests.conftest import Count
from tests.simulators.connection import CardConnection
from tests.simulators.tears import (
    all_cuts,
    memory_of,
    opened,
)
from tests.simulators.world import (
    PIN,
    IssuedCard,
    World,
    voucher_of,
)

WORLD = World.make()
NONCE = b"nonce--1"
OTHER_CA = FileKey.new().public_key


def _bodies(issued: IssuedCard) -> dict[str, Body]:
    due = issued.entitlements[0]
    raised = replace(
        voucher_of(due), base=due.base.plus(1), amount_vnd=700_000, payable=0b11, sequence=2
    )
    added = tuple(voucher_of(WORLD.entitlement(), slot) for slot in (5, 6, 7))
    return {
        "new entitlements": NewEntitlements((raised, *added), b"new record" * 50),
        "clear periods": ClearPeriods(0, due.id, due.base, 0b1),
        "unblock PIN": UnblockPin(),
        "block": Block(),
        "unblock": Unblock(),
        "terminal CA": NewTerminalCa(OTHER_CA.kid, 4, OTHER_CA),
    }


def _everything(session: CardSession) -> tuple[object, ...]:
    """All that a script can change and anybody can see."""
    status = session.select()
    return status, session.state(), session.record(status)


@pytest.mark.parametrize("kind", list(_bodies(WORLD.issue_card())))
def test_a_script_cut_anywhere_was_obeyed_whole_or_not_at_all(kind: str, count: Count) -> None:
    issued = WORLD.issue_card(WORLD.entitlement(payable=0b11))
    session = issued.session(PIN)
    session.disburse(WORLD.order(issued.entitlements[0], mask=0b1, nonce=NONCE))
    for wrong in range(2):  # so that there is something to unblock
        with pytest.raises(WrongPin):
            session.verify_pin(f"00000{wrong}")
    first = Block() if kind == "unblock" else UnblockPin()
    if kind != "unblock PIN":
        session.put_script(WORLD.script(issued, 1, first))
    number = session.status().script_number + 1
    body = _bodies(issued)[kind]
    script = WORLD.script(issued, number, body)
    nonce = Script(issued.certificate.card, number, body).nonce
    before, octets = _everything(session), memory_of(issued.card)

    def act(connection: CardConnection) -> None:
        session = CardSession(connection)
        session.select()
        session.put_script(script)

    whole = SoftwareCard(bytearray(octets))
    act(CardConnection(whole))
    after = _everything(opened(whole))
    assert before != after
    outcomes = set()
    tried = all_cuts(octets, act)
    for cut in tried:
        card = cut.card()
        session = opened(card)
        seen, receipt = _everything(session), session.receipt_for(nonce)
        assert seen in (before, after), cut
        assert (receipt is not None) == (seen == after), cut
        outcomes.add(seen == after)
        made = session.put_script(script)
        made.verify(issued.certificate.receipt_key)
        assert receipt in (None, made), cut
        assert _everything(session) == after, cut
    assert outcomes == {False, True}
    count(len(tried), f"cuts: the script '{kind}' is obeyed whole or not at all")
