"""Every route of the counter against every role. A route without a decision here fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Count
from tests.simulators.both_sides import COUNTER_ROLES, Side, ask, counter_side, decided_by

ANYONE, TILLS, EVERYBODY = "ANYONE", "TILLS", "EVERYBODY"

# Who may, and what. EVERYBODY is everybody who is signed in. The customer's screen is open to who
# knows its address, which holds a secret.
DECIDED = {
    "ANYONE": """
        static
        web.static web.font web.sign_in web.sign_in_submit web.choose_language
        customer.page customer.part customer_events
        api.openapi
    """,
    "EVERYBODY": """
        web.sign_out web.lock web.locked web.unlock web.awake
        events
        payout.desk payout.live payout.next_person payout.pay_chip payout.pay_paper
        payout.scan payout.scan_image
        offer.choose offer.photo notes.change by_list.show by_list.pay
        asking.page asking.submit reversal.reverse customer.link status.part
        paper.receipt paper.printing paper.print_original paper.print_copy
        recent.page recent.part
        sheets.page sheets.payouts sheets.signatures
        shift.page shift.open_shift shift.move_cash
        shift_close.count_page shift_close.count shift_close.close_page shift_close.close
        shift_report.page shift_report.pdf shift_report.xlsx
        visit.page visit.choose visit.one visit.pdf visit.set_out visit.returned
        tray.show tray.insert tray.pull
        stick.page stick.write stick.take
    """,
    "SUPERVISOR": """
        supervisor.page supervisor.ask_again supervisor.close supervisor.confirm_clock
        supervisor.evidence supervisor.on_paper supervisor.waive_window
        shift_report.history
        doctor.page doctor.run
    """,
    "TILLS": """
        api.state api.present api.pay_chip api.pay_paper api.next_person
        api.counter api.lists api.outbox api.payouts api.receipt api.copy
        api.reverse api.unsettled api.close api.confirm_clock api.doctor
        api.windows api.waive_window
    """,
}


@pytest.fixture
def side(tmp_path: Path) -> Iterator[Side]:
    with counter_side(tmp_path) as made:
        yield made


def test_every_route_is_decided_and_every_decision_has_its_route(side: Side) -> None:
    there, decided = {rule.endpoint for rule in side.routes}, set(decided_by(DECIDED))
    assert there - decided == set(), "decide here who may use these"
    assert decided - there == set(), "these are gone"


def test_every_role_gets_what_is_decided_and_nothing_else(side: Side, count: Count) -> None:
    decided, wrong, asked = decided_by(DECIDED), [], 0
    # A form without its token is refused for who asks (403) before it is for the token (400).
    for role in COUNTER_ROLES:
        client = side.signed_in(role)
        for rule in side.routes:
            who = decided.get(rule.endpoint, ANYONE)
            answer = ask(client, side.app, rule)
            asked += 1
            if who == TILLS:
                is_right = answer.status_code == 401  # a cookie is nothing to them
            elif who == ANYONE:
                is_right = answer.status_code not in (401, 403)
            else:
                is_let_in = answer.status_code != 403 and answer.location != "/sign-in"
                is_right = is_let_in == (who in (EVERYBODY, role.upper()))
            if not is_right:
                wrong.append(f"{rule.endpoint} {role}: {answer.status_code}")
    assert wrong == []
    count(asked, "access: routes x roles of the counter")


def test_who_is_not_signed_in_gets_what_is_for_anyone_only(side: Side, count: Count) -> None:
    decided, stranger, wrong = decided_by(DECIDED), side.stranger(), []
    for rule in side.routes:
        who, answer = decided.get(rule.endpoint), ask(stranger, side.app, rule)
        is_sent_away = (answer.location or "").startswith("/sign-in")
        if who == TILLS:
            is_right = answer.status_code == 401
        elif who == ANYONE:
            is_right = not is_sent_away
        else:
            is_right = is_sent_away and answer.status_code == 303
        if not is_right:
            wrong.append(f"{rule.endpoint}: {answer.status_code}")
    assert wrong == []
    count(len(side.routes), "access: routes x strangers of the counter")
