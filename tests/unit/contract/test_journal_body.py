"""Journal entries' bodies: each kind in its one shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config import cbor
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, EntitlementId, ProgrammeCode
from firmware_config.journal_body import (
    Abandoned,
    Body,
    BodyError,
    CashIn,
    Claim,
    ClockConfirmed,
    Disbursed,
    Intent,
    Medium,
    OutcomeUnknown,
    Refused,
    Reversed,
    ScriptApplied,
    body_of_wire,
)
from firmware_config.money import MAX_VND
from firmware_config.period import Period

nonces = st.binary(min_size=8, max_size=8)
media = st.sampled_from(Medium)
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


bodies: st.SearchStrategy[Body] = st.one_of(
    st.builds(Intent, nonces, media, cards, claims(), texts),
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
    ),
    st.builds(Abandoned, nonces, texts, texts),
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
