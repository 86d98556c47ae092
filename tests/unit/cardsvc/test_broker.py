"""The broker's keys and the cluster's files."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cardsvc.broker.authority import TERMINAL_FOR, BrokerAuthority
from cardsvc.broker.cluster import Node, Places, write_cluster
from cardsvc.broker.errors import BrokerFault
from firmware_config.broker.credential import Credential
from firmware_config.broker.nkey import Nkey, NkeyError, NkeyKind, verify
from firmware_config.ids import ProvinceCode, TerminalId
from firmware_config.signing import KeyFault

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TERMINAL, PROVINCE = TerminalId("T0000001"), ProvinceCode("01")
THREE = ("a=10.0.0.1", "b=10.0.0.2:4300", "c=broker3.example.vn:4300:6300:8300")


@pytest.fixture
def authority(tmp_path: Path) -> BrokerAuthority:
    return BrokerAuthority.make(tmp_path / "broker")


def test_the_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    made, again = BrokerAuthority.make(folder), BrokerAuthority.make(folder)
    assert (
        made.account.public == again.account.public == BrokerAuthority.open(folder).account.public
    )
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_a_centre_without_a_broker_says_so(tmp_path: Path) -> None:
    with pytest.raises(BrokerFault, match="broker-unknown"):
        BrokerAuthority.open(tmp_path / "broker")


def test_a_key_file_that_is_none_or_not_private_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    BrokerAuthority.make(folder)
    (folder / "terminals").chmod(0o644)
    with pytest.raises(KeyFault, match="key-file-not-private"):
        BrokerAuthority.open(folder)
    for text in ("", "SUAC", Nkey.new(NkeyKind.USER).seed):
        (folder / "terminals").write_text(text)
        (folder / "terminals").chmod(0o600)
        with pytest.raises(KeyFault, match="key-file-unreadable"):
            BrokerAuthority.open(folder)


def test_a_terminal_is_let_in_under_its_own_name_by_the_key_that_can_do_no_more(
    authority: BrokerAuthority,
) -> None:
    key = Nkey.new(NkeyKind.USER)
    claim = authority.let_terminal_in(key.public, TERMINAL, PROVINCE, NOW)
    told = Credential.parse(claim, key)
    assert (told.name, told.province) == (TERMINAL.text, PROVINCE.text)
    assert told.expires_at == NOW + TERMINAL_FOR
    signed, _, signature = claim.rpartition(".")
    octets = urlsafe_b64decode(signature + "==")
    verify(authority.terminals.public, NkeyKind.ACCOUNT, signed.encode(), octets)


@pytest.mark.parametrize(
    "key", ["", "x", Nkey.new(NkeyKind.ACCOUNT).public], ids=["none", "nonsense", "an account's"]
)
def test_a_terminal_that_brings_no_key_of_a_users_is_refused(
    authority: BrokerAuthority, key: str
) -> None:
    with pytest.raises(NkeyError):
        authority.let_terminal_in(key, TERMINAL, PROVINCE, NOW)


def test_three_files_are_written_that_know_each_other(
    authority: BrokerAuthority, tmp_path: Path
) -> None:
    nodes = [Node.parse(text) for text in THREE]
    written = write_cluster(tmp_path / "out", nodes, authority.server_claims(NOW), Places())
    assert [path.name for path in written] == ["a.conf", "b.conf", "c.conf"]
    text = written[1].read_text()
    assert 'listen: "10.0.0.2:4300"' in text
    assert 'routes: ["tls://10.0.0.1:6222", "tls://broker3.example.vn:6300"]' in text
    assert "sync_interval: always" in text
    assert "$" not in text.replace("$JS", ""), "everything was filled in"
    for secret in (authority.operator, authority.account, authority.terminals, authority.system):
        assert secret.seed not in text


@pytest.mark.parametrize(
    "text", ["", "a", "a=", "=h", "a=h:x", "a=h:0", "a=h:70000", "a=h:1:2:3:4", 'a"=h', "a=h b"]
)
def test_a_node_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(BrokerFault, match="broker-node"):
        Node.parse(text)


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_other_than_three_nodes_are_refused(
    authority: BrokerAuthority, tmp_path: Path, count: int
) -> None:
    nodes = [Node.parse(f"n{at}=h{at}") for at in range(count)]
    with pytest.raises(BrokerFault, match="broker-nodes"):
        write_cluster(tmp_path, nodes, authority.server_claims(NOW), Places())


def test_two_nodes_of_one_name_are_refused(authority: BrokerAuthority, tmp_path: Path) -> None:
    nodes = [Node.parse(text) for text in ("a=h1", "a=h2", "b=h3")]
    with pytest.raises(BrokerFault, match="broker-nodes"):
        write_cluster(tmp_path, nodes, authority.server_claims(NOW), Places())
