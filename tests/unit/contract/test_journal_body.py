"""Journal entries' bodies: each kind in its one shape."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config import cbor
from firmware_config.body.asked import AskReason, ReversalAsked
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.clock import ClockConfirmed
from firmware_config.body.copy import CopyMade
from firmware_config.body.kinds import Body, body_of_wire
from firmware_config.body.payout import Abandoned, Disbursed, Intent, OutcomeUnknown, Refused
from firmware_config.body.shape import BodyError
from firmware_config.body.shift import CashIn
from firmware_config.body.window import WindowWaived
from firmware_config.claim import Claim, Medium
from firmware_config.collector import Collector, Document
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, EntitlementId, ProgrammeCode
from firmware_config.money import MAX_VND
from firmware_config.period import Period

nonces = st.binary(min_size=8, max_size=8)
media = st.sampled_from((Medium.CHIP, Medium.QR))
card_ids = st.builds(CardId, st.binary(min_size=8, max_size=8))
cards = st.one_of(st.none(), card_ids)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=64)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    mask = draw(st.integers(1, (1 << 32) - 1))
    amount_vnd = draw(st.integers(1, MAX_VND // mask.bit_count())) * mask.bit_count()
    base = Period(draw(st.integers(0, 0x7FFF - 31)))
    ref = EntitlementId(draw(st.binary(min_size=16, max_size=16)))
    return Claim(ref, ProgrammeCode("BTXH"), base, mask, amount_vnd)


collectors = st.one_of(
    st.none(),
    st.builds(
        Collector,
        st.sampled_from(Document),
        st.from_regex("[0-9A-Z]{4}", fullmatch=True),
        st.dates(date(2000, 1, 1)),
    ),
)

bodies: st.SearchStrategy[Body] = st.one_of(
    st.builds(Intent, nonces, media, cards, claims(), texts, collectors),
    st.builds(
        Disbursed,
        nonce=nonces,
        medium=media,
        card=cards,
        record_id=nonces,
        claim=claims(),
        receipt=st.one_of(st.none(), st.binary(max_size=300)),
        identity=texts,
        teller=texts,
        collector=collectors,
    ),
    st.builds(
        Disbursed,
        nonce=nonces,
        medium=st.just(Medium.LIST),
        card=st.none(),
        record_id=nonces,
        claim=claims(),
        receipt=st.none(),
        identity=texts,
        teller=texts,
        collector=collectors,
        supervisor=texts,
    ),
    st.builds(Abandoned, nonces, texts, texts),
    st.builds(CarriedReceipt, card_ids, st.binary(max_size=300)),
    st.builds(
        OutcomeUnknown,
        nonce=nonces,
        card=cards,
        claim=claims(),
        is_reversal=st.booleans(),
        cash_moved=st.booleans(),
        reason=texts,
        teller=texts,
        supervisor=texts,
    ),
    st.builds(Refused, texts, media, st.one_of(st.none(), nonces), texts),
    st.builds(CashIn, st.integers(0, MAX_VND), texts),
    st.builds(Reversed, nonces, nonces, card_ids, claims(), st.binary(max_size=300), texts, texts),
    st.builds(
        ClockConfirmed,
        st.integers(0, (1 << 32) - 1).map(lambda s: datetime.fromtimestamp(s, UTC)),
        texts,
    ),
    st.builds(ScriptApplied, card_ids, st.integers(0, 1 << 32), st.binary(max_size=300)),
    st.builds(ReversalAsked, st.integers(1, 1 << 62), st.sampled_from(AskReason), texts, texts),
    st.builds(CopyMade, st.integers(1, 1 << 62), st.integers(1, 1 << 31), texts),
    st.builds(
        WindowWaived,
        st.from_regex(r"[A-Z]{2,8}", fullmatch=True).map(ProgrammeCode),
        st.integers(0, (1 << 32) - 1).map(lambda s: datetime.fromtimestamp(s, UTC)),
        texts,
    ),
)


@given(bodies)
def test_a_body_comes_back_as_it_was_written(body: Body) -> None:
    wire = cbor.decode(cbor.encode(body.to_wire()))
    assert body_of_wire(body.kind, wire) == body


@given(claims())
def test_a_claim_is_the_same_amount_for_each_of_its_periods(claim: Claim) -> None:
    assert claim.amount_per_period_vnd * len(claim.periods) == claim.amount_vnd


REF = bytes(16)
CLAIM: list[object] = [REF, "BTXH", 322, 0b11, 1_000_000]
NONCE = bytes(8)


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param([REF, "BTXH", 322, 0b11, 1_000_001], id="not the same for each month"),
        pytest.param([REF, "BTXH", 322, 0, 500_000], id="for no month"),
        pytest.param([REF, "BTXH", 322, 1, 0], id="of nothing"),
        pytest.param([REF, "BTXH", 322, 1, -500_000], id="negative"),
        pytest.param([REF, "BTXH", 322, 1, 1 << 32], id="too much"),
        pytest.param([REF, "BTXH", 322, 1, True], id="a truth value for đồng"),
        pytest.param([REF, "BTXH", 322, True, 500_000], id="a truth value for a mask"),
        pytest.param([REF, "BTXH", True, 1, 500_000], id="a truth value for a period"),
        pytest.param([REF, "BTXH", 322, 1 << 32, 500_000], id="a mask of 33 bits"),
        pytest.param([REF, "BTXH", 0x8000, 3, 500_000], id="a one-off of two months"),
        pytest.param([bytes(15), "BTXH", 322, 1, 500_000], id="a short id"),
        pytest.param([REF, "btxh", 322, 1, 500_000], id="a programme in small letters"),
        pytest.param([*CLAIM, 0], id="something more"),
        pytest.param({}, id="a map"),
    ],
)
def test_a_claim_with_one_thing_wrong_is_refused(claim: object) -> None:
    with pytest.raises(ContractError):
        Claim.of_wire(claim)


@pytest.mark.parametrize(
    ("kind", "wire"),
    [
        pytest.param("gift", [], id="an unknown kind"),
        pytest.param("Intent", [NONCE, "chip", None, CLAIM, "gdv01"], id="a kind by its class"),
        pytest.param("intent", [bytes(7), "chip", None, CLAIM, "gdv01"], id="a short nonce"),
        pytest.param("intent", [NONCE, "paper", None, CLAIM, "gdv01"], id="an unknown medium"),
        pytest.param("intent", [NONCE, "chip", bytes(7), CLAIM, "gdv01"], id="a short card id"),
        pytest.param("intent", [NONCE, "chip", 0, CLAIM, "gdv01"], id="a card id by number"),
        pytest.param("intent", [NONCE, "chip", None, CLAIM, ""], id="a nameless teller"),
        pytest.param("intent", [NONCE, "chip", None, CLAIM, "x" * 65], id="an endless teller"),
        pytest.param("intent", [NONCE, "chip", None, CLAIM, "gdv01", 0], id="something more"),
        pytest.param(
            "disbursed",
            [NONCE, "chip", None, NONCE, CLAIM, "receipt", "pin", "gdv01"],
            id="a receipt as text",
        ),
        pytest.param(
            "disbursed",
            [NONCE, "chip", None, bytes(9), CLAIM, None, "pin", "gdv01"],
            id="a long record id",
        ),
        pytest.param("abandoned", [NONCE, "", "gdv01"], id="no evidence"),
        pytest.param("refused", ["rule", "qr", "12345678", "gdv01"], id="a record id as text"),
        pytest.param("refused", ["rule", "qr", bytes(300), "gdv01"], id="an endless record id"),
        pytest.param(
            "reversed",
            [NONCE, bytes(7), NONCE, CLAIM, b"", "gdv01", "ksv01"],
            id="a short nonce of a payout",
        ),
        pytest.param(
            "reversed", [NONCE, NONCE, NONCE, CLAIM, None, "gdv01", "ksv01"], id="no receipt"
        ),
        pytest.param(
            "reversed", [NONCE, NONCE, NONCE, CLAIM, b"", "gdv01", ""], id="no supervisor"
        ),
        pytest.param("script-applied", [NONCE, True, b""], id="a truth value for a number"),
        pytest.param("script-applied", [NONCE, -1, b""], id="a negative number"),
        pytest.param("script-applied", [bytes(7), 1, b""], id="a script of a short card id"),
        pytest.param(
            "reversal-asked", [0, "wrong-person", "gdv01", "ksv01"], id="a request about nothing"
        ),
        pytest.param("reversal-asked", [7, "because", "gdv01", "ksv01"], id="a reason of no list"),
        pytest.param("reversal-asked", [7, "wrong-person", "gdv01", ""], id="nobody who asks"),
        pytest.param("copy-made", [7, 0, "gdv01"], id="a copy without a number"),
        pytest.param("copy-made", [True, 1, "gdv01"], id="a truth value for a receipt"),
        pytest.param("cash-in", [-1, "gdv01"], id="negative cash"),
        pytest.param("cash-in", [True, "gdv01"], id="a truth value for cash"),
        pytest.param("cash-in", {}, id="a map"),
        pytest.param("cash-in", None, id="nothing"),
    ],
)
def test_a_body_with_one_thing_wrong_is_refused(kind: str, wire: Any) -> None:
    with pytest.raises(ContractError):
        body_of_wire(kind, wire)


def test_an_unknown_kind_is_told_short() -> None:
    with pytest.raises(BodyError) as refused:
        body_of_wire("x" * 10_000, [])
    assert refused.value.code == "body-unknown-kind"
    assert len(str(refused.value)) < 120


PAID: list[object] = [NONCE, "qr", None, NONCE, CLAIM, None, "citizen-card", "lan"]


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param([{}], id="an empty map"),
        pytest.param([None], id="no map"),
        pytest.param([{3: "x"}], id="a key of no meaning"),
        pytest.param([{2: ""}], id="nobody as supervisor"),
        pytest.param([{2: None}], id="no supervisor"),
        pytest.param([{1: None}], id="no collector"),
        pytest.param([{1: ["citizen-card", "123", "20261231"]}], id="three digits"),
        pytest.param([{1: ["citizen-card", "1234", "20261331"]}], id="a day that is none"),
        pytest.param([{1: ["library-card", "1234", "20261231"]}], id="a document that is none"),
        pytest.param([{1: ["citizen-card", "1234", "20261231", "Nam"]}], id="a name"),
        pytest.param([{1: ["passport", "5678", "20261231"]}] * 2, id="two maps"),
        pytest.param([{2: "hoa"}], id="a supervisor for a sheet"),
    ],
)
def test_a_payment_says_no_more_of_a_collector_than_it_may(tail: list[object]) -> None:
    assert body_of_wire("disbursed", PAID)
    assert body_of_wire("disbursed", [*PAID, {1: ["passport", "5678", "20261231"]}])
    with pytest.raises(BodyError):
        body_of_wire("disbursed", [*PAID, *tail])


def test_an_intent_has_no_supervisor() -> None:
    with pytest.raises(BodyError):
        body_of_wire("intent", [NONCE, "chip", None, CLAIM, "lan", {2: "hoa"}])


def test_a_payment_by_list_names_its_supervisor() -> None:
    by_list = [NONCE, "list", *PAID[2:]]
    paid = body_of_wire("disbursed", [*by_list, {2: "hoa"}])
    assert isinstance(paid, Disbursed)
    assert paid.supervisor == "hoa"
    with pytest.raises(BodyError):
        body_of_wire("disbursed", by_list)
