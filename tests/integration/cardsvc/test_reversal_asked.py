"""A counter's request to take a payout back is a case at the centre, and moves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from firmware_config.body.asked import AskReason, ReversalAsked
from tests.simulators.books import books, send
from tests.simulators.centre_world import Counter, issue_card


def cases(centre: Centre) -> list[tuple[str, int, bytes | None, int | None, int | None]]:
    case = tables.exception_case.c
    named = (case.kind, case.seq, case.entitlement, case.period, case.amount_vnd)
    with centre.reading.begin() as connection:
        return [tuple(one) for one in connection.execute(select(*named).order_by(case.id))]


ASKED = ReversalAsked(1, AskReason.WRONG_PERSON, "lan", "hoa")


@pytest.mark.parametrize("later", [False, True])
def test_a_request_is_a_case_that_names_the_payment(
    centre: Centre, counter: Counter, later: bool
) -> None:
    paid = issue_card(centre).pay(counter)
    counter.write(paid)
    if later:
        send(centre, counter)
    counter.write(ASKED)
    assert send(centre, counter, 2 if later else 1).refused == ()
    claim = paid.claim
    month = claim.periods[0].code
    named = ("reversal-asked", 2, claim.entitlement.octets, month, claim.amount_vnd)
    assert cases(centre) == [named]


def test_a_request_moves_no_money(centre: Centre, counter: Counter) -> None:
    counter.write(issue_card(centre).pay(counter))
    send(centre, counter)
    before = books(centre)
    counter.write(ASKED)
    send(centre, counter, 2)
    assert books(centre) == before


@pytest.mark.parametrize("about", [2, 3, 99])
def test_a_request_about_no_earlier_payment_is_a_case_all_the_same(
    centre: Centre, counter: Counter, about: int
) -> None:
    counter.write(issue_card(centre).pay(counter), ASKED, replace(ASKED, paid_seq=about))
    send(centre, counter)
    assert cases(centre)[1:] == [("reversal-asked", 3, None, None, None)]


def test_a_request_delivered_twice_is_one_case(centre: Centre, counter: Counter) -> None:
    counter.write(issue_card(centre).pay(counter), ASKED)
    assert send(centre, counter) == send(centre, counter)
    assert len(cases(centre)) == 1
