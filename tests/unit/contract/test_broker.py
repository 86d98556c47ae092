"""What both sides of the broker agree on: keys, passes, subjects, answers, addresses."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.body.shift import CashIn
from firmware_config.broker.address import BrokerAddress, BrokerError
from firmware_config.broker.answer import Answer, AnswerError, batch_name
from firmware_config.broker.credential import Credential, CredentialError
from firmware_config.broker.nkey import Nkey, NkeyError, NkeyKind, check_public, verify
from firmware_config.broker.subjects import TerminalSubjects
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode, TerminalId
from firmware_config.signing import BadSignature, FileKey
from firmware_config.wire import GENESIS, Batch, Entry

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TERMINAL = TerminalId("T0000001")
NAME = "0" * 64


@pytest.mark.parametrize(
    ("kind", "letter"), [(NkeyKind.OPERATOR, "O"), (NkeyKind.ACCOUNT, "A"), (NkeyKind.USER, "U")]
)
def test_a_key_is_read_back_from_what_is_written(kind: NkeyKind, letter: str) -> None:
    key = Nkey.new(kind)
    again = Nkey.parse(key.seed, kind)
    assert (key.public[0], key.seed[:2]) == (letter, f"S{letter}")
    assert again.public == check_public(key.public, kind) == key.public
    verify(key.public, kind, b"said", again.sign(b"said"))
    with pytest.raises(BadSignature):
        verify(key.public, kind, b"said otherwise", again.sign(b"said"))


def test_a_key_of_the_nats_documentation_is_read() -> None:
    # Of NATS' own documentation of nkeys: an example, not a secret.
    seed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"
    key = Nkey.parse(seed, NkeyKind.USER)
    assert key.public == "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"
    assert key.seed == seed


@given(st.integers(0, 57), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567a01 ="))
def test_a_key_with_any_letter_changed_is_refused(at: int, letter: str) -> None:
    seed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"
    changed = seed[:at] + letter + seed[at + 1 :]
    if changed != seed:
        with pytest.raises(NkeyError):
            Nkey.parse(changed, NkeyKind.USER)


@pytest.mark.parametrize("text", ["", "U", "x" * 56, "ü" * 56, "U" + "A" * 55, "A" * 1000])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NkeyError):
        check_public(text, NkeyKind.USER)
    with pytest.raises(NkeyError):
        Nkey.parse(text, NkeyKind.USER)


def test_a_key_of_another_kind_is_refused() -> None:
    with pytest.raises(NkeyError, match="nkey-of-another-kind"):
        check_public(Nkey.new(NkeyKind.ACCOUNT).public, NkeyKind.USER)
    with pytest.raises(NkeyError, match="nkey-of-another-kind"):
        Nkey.parse(Nkey.new(NkeyKind.ACCOUNT).seed, NkeyKind.USER)


def claim(key: Nkey, **changed: object) -> str:
    body = {
        "sub": key.public,
        "name": TERMINAL.text,
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(days=4)).timestamp()),
        "nats": {"tags": ["province:01"]},
        **changed,
    }
    told = base64.urlsafe_b64encode(json.dumps(body).encode()).decode().rstrip("=")
    return f"x.{told}.y"


def test_a_pass_is_old_at_half_its_time_and_over_at_its_end() -> None:
    key = Nkey.new(NkeyKind.USER)
    read = Credential.from_file(Credential.parse(claim(key), key).to_file())
    assert (read.name, read.province, read.key.public) == (TERMINAL.text, "01", key.public)
    day = timedelta(days=1)
    assert [read.is_old(NOW + one * day) for one in (1, 3)] == [False, True]
    assert [read.is_over(NOW + one * day) for one in (3, 4)] == [False, True]


@pytest.mark.parametrize("changed", [{"exp": "soon"}, {"iat": None}, {"nats": 3}, {"exp": -1}])
def test_a_pass_that_is_none_is_refused(changed: dict[str, object]) -> None:
    key = Nkey.new(NkeyKind.USER)
    with pytest.raises(CredentialError, match="credential-malformed"):
        Credential.parse(claim(key, **changed), key)
    for text in ("", "a.b", "a.!.c", "a.AAAA.c"):
        with pytest.raises(CredentialError):
            Credential.parse(text, key)
    for octets in (b"", b"one", b"\xff \xff", b"one two"):
        with pytest.raises(ContractError):
            Credential.from_file(octets)


def test_a_pass_for_anothers_key_is_refused() -> None:
    key = Nkey.new(NkeyKind.USER)
    with pytest.raises(CredentialError, match="credential-of-another-key"):
        Credential.parse(claim(Nkey.new(NkeyKind.USER)), key)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "chitra.batch.01",
        "chitra.batch.01.T0000001.x",
        "chitra.batch.1.T0000001",
        "chitra.batch.01.t0000001",
        "chitra.answer.01.T0000001",
        "x.chitra.batch.01.T0000001",
        "chitra.batch.01.*",
    ],
)
def test_a_subject_that_is_no_terminals_is_refused(subject: str) -> None:
    with pytest.raises(ContractError):
        TerminalSubjects.of_batch(subject)


def test_a_terminals_subject_says_whose_it_is() -> None:
    own = TerminalSubjects.of(ProvinceCode("01"), TERMINAL)
    assert TerminalSubjects.of_batch(own.batch) == own


def test_an_answer_is_read_back() -> None:
    for answer in (
        Answer(NAME, b"signed"),
        Answer.refused(NAME, ContractError("batch-gap", expected=7)),
        Answer.refused(NAME, ContractError("terminal-revoked", terminal="T0000001")),
    ):
        assert Answer.parse(answer.headers, answer.body) == answer


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (None, b""),
        ({}, b"signed"),
        ({"Chitra-Batch": "short"}, b"signed"),
        ({"Chitra-Batch": NAME, "Chitra-Refused": "<script>"}, b""),
        ({"Status": "404"}, b""),
    ],
)
def test_what_is_no_answer_is_refused(headers: dict[str, str] | None, body: bytes) -> None:
    with pytest.raises(AnswerError):
        Answer.parse(headers, body)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"expected": "7"}', b'{"expected": -1}'])
def test_a_refusal_that_expects_nonsense_expects_nothing(body: bytes) -> None:
    answer = Answer.parse({"Chitra-Batch": NAME, "Chitra-Refused": "batch-gap"}, body)
    assert (answer.refusal, answer.expected) == ("batch-gap", None)


def test_a_batch_signed_again_has_the_name_of_before() -> None:
    key = FileKey.new()
    entries = [Entry.make(TERMINAL, 1, GENESIS, NOW, CashIn(1_000, "lan"))]
    entries.append(Entry.make(TERMINAL, 2, entries[0].hash, NOW, CashIn(1_000, "lan")))
    first, again = (Batch(TERMINAL, tuple(entries)).sign(key) for _ in range(2))
    assert first != again
    assert batch_name(first) == batch_name(again)
    assert batch_name(first) != batch_name(Batch(TERMINAL, tuple(entries[:1])).sign(key))
    with pytest.raises(ContractError):
        batch_name(b"no batch")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "broker1.example.vn:4222",
        "http://broker1.example.vn:4222",
        "tls://broker1.example.vn",
        "tls://:4222",
        "tls://broker1.example.vn:99999",
        "tls://somebody:secret@broker1.example.vn:4222",
        "nats://broker1.example.vn:4222",
        "nats://10.0.0.9:4222",
    ],
)
def test_an_address_without_tls_or_port_is_refused(url: str) -> None:
    with pytest.raises(BrokerError, match="broker-url"):
        BrokerAddress.parse([url])


def test_addresses_need_tls_except_on_the_machine_itself() -> None:
    urls = ["tls://broker1.example.vn:4222", "nats://127.0.0.1:4222", "nats://localhost:4222"]
    assert BrokerAddress.parse(urls).urls == tuple(urls)
    with pytest.raises(BrokerError, match="broker-url"):
        BrokerAddress.parse([])


def test_a_ca_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(BrokerError, match="broker-ca"):
            BrokerAddress.parse(["tls://a:1"], tmp_path / name).tls()
