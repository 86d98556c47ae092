"""COSE_Sign1: one algorithm, one form, nothing that libraries let through."""

from __future__ import annotations

from typing import Any

import pytest

from firmware_config import cbor, cose
from firmware_config.cose import CoseError, Sign1
from firmware_config.errors import ContractError
from firmware_config.signing import BadSignature, FileKey

KEY = FileKey.new()
KID = KEY.public_key.kid
ALG, CRIT, CTY, KID_LABEL, IV, TYP = 1, 2, 3, 4, 5, 16


def signed(
    protected: dict[int, object],
    unprotected: dict[int, object] | None = None,
    payload: bytes = b"paid",
) -> bytes:
    """A message with headers of the test's choice whose signature is good."""
    header = cbor.encode(protected)
    signature = KEY.sign(cose.to_be_signed(header, payload))
    return b"\xd2" + cbor.encode([header, unprotected or {}, payload, signature])


GOOD: dict[int, object] = {ALG: -7, KID_LABEL: KID}
BY_NAME: dict[Any, object] = {"x": 0}


def test_what_is_signed_verifies() -> None:
    message = Sign1.parse(cose.sign1(b"paid", KEY, typ="application/test"))
    assert message.verify(KEY.public_key) == b"paid"
    assert (message.kid, message.typ) == (KID, "application/test")


def test_another_key_does_not_verify() -> None:
    with pytest.raises(BadSignature):
        Sign1.parse(cose.sign1(b"paid", KEY)).verify(FileKey.new().public_key)


def test_the_payload_is_the_one_that_was_signed() -> None:
    message = Sign1.parse(cose.sign1(b"paid", KEY))
    other = cose.assemble(message.protected, b"laid", message.signature)
    with pytest.raises(BadSignature):
        Sign1.parse(other).verify(KEY.public_key)


@pytest.mark.parametrize("length", [0, 1, 23, 24, 255, 256, 65_535, 65_536])
def test_a_payload_of_any_length_is_framed_as_the_encoder_would(length: int) -> None:
    message = Sign1.parse(cose.sign1(bytes(length), KEY))
    whole = [message.protected, {}, message.payload, message.signature]
    assert cose.sign1(bytes(length), KEY)[:-64] == (b"\xd2" + cbor.encode(whole))[:-64]
    assert message.verify(KEY.public_key) == bytes(length)
    sig_structure = ["Signature1", message.protected, b"", message.payload]
    assert cose.to_be_signed(message.protected, message.payload) == cbor.encode(sig_structure)


def test_a_kid_in_the_unprotected_header_is_read() -> None:
    message = Sign1.parse(signed({ALG: -7}, {KID_LABEL: KID}))
    assert message.kid == KID
    message.verify(KEY.public_key)


def test_a_critical_header_that_is_known_is_read() -> None:
    assert Sign1.parse(signed({**GOOD, CRIT: [TYP], TYP: "a/b"})).typ == "a/b"


@pytest.mark.parametrize(
    ("protected", "unprotected", "code"),
    [
        pytest.param({KID_LABEL: KID}, {}, "cose-algorithm", id="no algorithm"),
        pytest.param({KID_LABEL: KID}, {ALG: -7}, "cose-algorithm", id="algorithm unprotected"),
        pytest.param({**GOOD, ALG: -8}, {}, "cose-algorithm", id="EdDSA"),
        pytest.param({**GOOD, ALG: -35}, {}, "cose-algorithm", id="ES384"),
        pytest.param({**GOOD, ALG: 5}, {}, "cose-algorithm", id="HMAC 256/256"),
        pytest.param({**GOOD, ALG: "ES256"}, {}, "cose-algorithm", id="algorithm by name"),
        pytest.param({**GOOD, ALG: None}, {}, "cose-algorithm", id="null algorithm"),
        pytest.param(GOOD, {ALG: -7}, "cose-header", id="algorithm in both headers"),
        pytest.param(GOOD, {KID_LABEL: KID}, "cose-header", id="kid in both headers"),
        pytest.param(GOOD, {KID_LABEL: b"other"}, "cose-header", id="two kids that differ"),
        pytest.param({ALG: -7}, {}, "cose-kid", id="no kid"),
        pytest.param({ALG: -7, KID_LABEL: b""}, {}, "cose-kid", id="empty kid"),
        pytest.param({ALG: -7, KID_LABEL: bytes(33)}, {}, "cose-kid", id="kid too long"),
        pytest.param({ALG: -7, KID_LABEL: "kid"}, {}, "cose-kid", id="kid as text"),
        pytest.param({ALG: -7, KID_LABEL: None}, {}, "cose-kid", id="null kid"),
        pytest.param({ALG: -7, KID_LABEL: None}, {KID_LABEL: KID}, "cose-kid", id="null and kid"),
        pytest.param({ALG: -7}, {KID_LABEL: "kid"}, "cose-kid", id="unprotected kid as text"),
        pytest.param({**GOOD, CRIT: []}, {}, "cose-critical", id="empty crit"),
        pytest.param({**GOOD, CRIT: 1}, {}, "cose-critical", id="crit that is no list"),
        pytest.param({**GOOD, CRIT: [99]}, {}, "cose-critical", id="unknown crit, absent"),
        pytest.param({**GOOD, CRIT: [99], 99: 0}, {}, "cose-critical", id="unknown crit, present"),
        pytest.param({**GOOD, CRIT: ["x"], **BY_NAME}, {}, "cose-critical", id="crit by name"),
        pytest.param({**GOOD, CRIT: [TYP]}, {}, "cose-critical", id="crit names what is absent"),
        pytest.param({**GOOD, CRIT: [True]}, {}, "cose-critical", id="crit names a truth value"),
        pytest.param({**GOOD, CRIT: [[1]]}, {}, "cose-critical", id="crit names a list"),
        pytest.param(GOOD, {CRIT: [4]}, "cose-header", id="crit unprotected"),
        pytest.param({**GOOD, CTY: "a/b"}, {}, "cose-header", id="a header we do not use"),
        pytest.param(GOOD, {IV: b"0"}, "cose-header", id="an unprotected header we do not use"),
        pytest.param({**GOOD, **BY_NAME}, {}, "cose-header", id="a header by name"),
        pytest.param({**GOOD, TYP: 60}, {}, "cose-header", id="a typ by number"),
        pytest.param({**GOOD, TYP: "x" * 200}, {}, "cose-header", id="a header too long"),
    ],
)
def test_a_header_against_the_rules_is_refused_though_its_signature_is_good(
    protected: dict[int, object], unprotected: dict[int, object], code: str
) -> None:
    with pytest.raises(CoseError) as refused:
        Sign1.parse(signed(protected, unprotected))
    assert refused.value.code == code


_PROTECTED = cbor.encode(GOOD)


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xd2", id="a tag alone"),
        pytest.param(signed(GOOD)[1:], id="untagged"),
        pytest.param(b"\xd8\x12" + signed(GOOD)[1:], id="the tag in two octets"),
        pytest.param(b"\xd1" + signed(GOOD)[1:], id="tagged as a MAC"),
        pytest.param(b"\xd8\x3d" + signed(GOOD), id="tagged as a CWT around it"),
        pytest.param(signed(GOOD) + b"\x00", id="a trailing octet"),
        pytest.param(b"\xd2" + cbor.encode([_PROTECTED, {}, b"x", bytes(63)]), id="r‖s short"),
        pytest.param(b"\xd2" + cbor.encode([_PROTECTED, {}, b"x", bytes(65)]), id="r‖s long"),
        pytest.param(b"\xd2" + cbor.encode([_PROTECTED, {}, b"x", b""]), id="no signature"),
        pytest.param(b"\xd2" + cbor.encode([_PROTECTED, {}, None, bytes(64)]), id="no payload"),
        pytest.param(b"\xd2" + cbor.encode([_PROTECTED, {}, "x", bytes(64)]), id="text payload"),
        pytest.param(b"\xd2" + cbor.encode([_PROTECTED, {}, b"x"]), id="three parts"),
        pytest.param(b"\xd2" + cbor.encode([_PROTECTED, {}, b"x", bytes(64), 0]), id="five parts"),
        pytest.param(b"\xd2" + cbor.encode([GOOD, {}, b"x", bytes(64)]), id="header not wrapped"),
        pytest.param(b"\xd2" + cbor.encode([b"", {}, b"x", bytes(64)]), id="no header"),
        pytest.param(b"\xd2" + cbor.encode([b"\x80", {}, b"x", bytes(64)]), id="header a list"),
        pytest.param(
            b"\xd2" + cbor.encode([_PROTECTED + b"\x00", {}, b"x", bytes(64)]),
            id="a trailing octet in the header",
        ),
        pytest.param(
            b"\xd2" + cbor.encode([b"\xa2\x04\x41k\x01\x26", {}, b"x", bytes(64)]),
            id="the header's keys in another order",
        ),
        pytest.param(
            b"\xd2" + cbor.encode([b"\xa3\x01\x26\x01\x26\x04\x41k", {}, b"x", bytes(64)]),
            id="the algorithm twice",
        ),
    ],
)
def test_octets_in_another_form_are_refused(octets: bytes) -> None:
    with pytest.raises(ContractError):
        Sign1.parse(octets)


@pytest.mark.parametrize("signature", [bytes(64), b"\xff" * 64, bytes(32) + b"\x01" * 32])
def test_a_signature_out_of_range_is_a_bad_signature(signature: bytes) -> None:
    message = Sign1.parse(cose.assemble(_PROTECTED, b"x", signature))
    with pytest.raises(BadSignature):
        message.verify(KEY.public_key)
