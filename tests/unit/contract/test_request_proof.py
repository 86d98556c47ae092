"""A request's proof counts for this terminal, this centre, this request, and now."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

import pytest

from firmware_config import cbor, cose
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.request_proof import (
    CLOCK_SKEW_S,
    LIFETIME_S,
    MAX_PROOF_BYTES,
    PROOF_TYP,
    ProofError,
    Prover,
    RequestProof,
    audience_of,
)
from firmware_config.signing import BadSignature, FileKey, PublicKey
from tests.simulators.world import NOW

KEY, ROOT = FileKey.new(), FileKey.new().public_key
TERMINAL = TerminalId("T0000001")
CENTRE = audience_of(ROOT)
PATH, BODY = "/api/v1/holds?x=1", b"body"


def header(at: datetime = NOW, centre: str = CENTRE) -> str:
    return Prover(TERMINAL, centre, KEY, lambda: at).header("POST", PATH, BODY)


def as_header(octets: bytes) -> str:
    return "COSE " + base64.urlsafe_b64encode(octets).decode().rstrip("=")


def check(
    told: str | None,
    *,
    key: PublicKey = KEY.public_key,
    centre: str = CENTRE,
    method: str = "POST",
    target: str = PATH,
    body: bytes = BODY,
    now: datetime = NOW,
) -> RequestProof:
    proof = RequestProof.parse(told)
    proof.check(key, centre, method, target, body, now)
    return proof


def refusal(told: str | None, **more: object) -> ContractError:
    with pytest.raises(ContractError) as caught:
        check(told, **more)  # type: ignore[arg-type]
    return caught.value


def test_a_request_is_proved_by_its_terminal_and_no_two_proofs_are_one() -> None:
    first, second = check(header()), check(header())
    assert first.terminal == TERMINAL
    assert first.cti != second.cti
    assert len(header()) < MAX_PROOF_BYTES


def test_it_counts_for_no_other_request_centre_or_key() -> None:
    assert refusal(header(), method="GET").code == "proof-request"
    assert refusal(header(), target="/api/v1/holds?x=2").code == "proof-request"
    assert refusal(header(), body=b"Body").code == "proof-request"
    assert refusal(header(), centre=audience_of(FileKey.new().public_key)).code == "proof-audience"
    with pytest.raises(BadSignature):
        check(header(), key=FileKey.new().public_key)


def test_it_lives_a_minute_and_the_clocks_may_be_a_minute_apart() -> None:
    last = timedelta(seconds=LIFETIME_S + CLOCK_SKEW_S - 1)
    check(header(), now=NOW + last)
    check(header(), now=NOW - timedelta(seconds=CLOCK_SKEW_S))
    late = refusal(header(), now=NOW + last + timedelta(seconds=1))
    assert (late.code, late.data) == ("proof-clock", {"ahead_s": -120})
    early = refusal(header(NOW + timedelta(days=365)))
    assert (early.code, early.data) == ("proof-clock", {"ahead_s": 365 * 86400})


@pytest.mark.parametrize("told", [None, "", "Bearer x", "COSE", "cose x"])
def test_none_is_missing(told: str | None) -> None:
    assert refusal(told).code == "proof-missing"


@pytest.mark.parametrize("told", ["COSE !!", "COSE é", "COSE AAAAA"])
def test_nonsense_is_malformed(told: str) -> None:
    assert refusal(told).code in ("proof-malformed", "cose-not-sign1")


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        (1, "nobody"),
        (1, b"T0000001"),
        (3, 7),
        (4, 1 << 40),
        (4, 0),
        (6, -1),
        (7, b"short"),
        (-65538, "text"),
        (99, 1),
    ],
)
def test_other_claims_are_refused(claim: int, value: object) -> None:
    proof = RequestProof.parse(header())
    claims = cbor.decode(proof.message.payload) | {claim: value}
    signed = cose.sign1(cbor.encode(claims), KEY, typ=PROOF_TYP)
    told = as_header(signed)
    assert refusal(told).code in ("proof-malformed", "time-out-of-range")


def test_a_proof_that_lives_longer_than_allowed_is_none() -> None:
    proof = RequestProof.parse(header())
    claims = cbor.decode(proof.message.payload)
    claims[4] = claims[6] + LIFETIME_S + 1
    signed = cose.sign1(cbor.encode(claims), KEY, typ=PROOF_TYP)
    told = as_header(signed)
    with pytest.raises(ProofError, match="proof-malformed"):
        RequestProof.parse(told)
