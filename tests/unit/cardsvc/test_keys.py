"""The keyring: which key signs what, and what counters are told of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cardsvc.signing.keys import KEY_LIFE, LONG_LIFE, SUCCESSOR_AHEAD, Keyring, KeyringError
from firmware_config.card.scp03 import diversify
from firmware_config.ids import ProvinceCode
from firmware_config.signing import KeyFault
from firmware_config.trust import Role, TrustList, Untrusted

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HA_NOI, HUE = ProvinceCode("01"), ProvinceCode("46")


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "keys", NOW)


def test_a_second_start_finds_the_same_keys(keyring: Keyring, tmp_path: Path) -> None:
    signer = keyring.entitlement(HA_NOI, NOW)
    again = Keyring.open(tmp_path / "keys", NOW + timedelta(days=1))
    assert again.root == keyring.root
    later = NOW + timedelta(days=1)
    assert again.entitlement(HA_NOI, later).public_key == signer.public_key


def test_key_files_are_for_their_owner_alone(keyring: Keyring, tmp_path: Path) -> None:
    keyring.open_province(HA_NOI, NOW)
    files = list((tmp_path / "keys").iterdir())
    assert len(files) == 9
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_a_key_that_others_may_read_is_not_used(keyring: Keyring, tmp_path: Path) -> None:
    (tmp_path / "keys" / "root.pem").chmod(0o644)
    with pytest.raises(KeyFault):
        _ = Keyring(tmp_path / "keys").root


def test_a_province_key_is_trusted_in_its_province_only(keyring: Keyring) -> None:
    signer = keyring.entitlement(HA_NOI, NOW)
    trust = keyring.trust(NOW)
    kid = signer.public_key.kid
    assert trust.key_for(kid, Role.ENTITLEMENT, NOW, province=HA_NOI) == signer.public_key
    with pytest.raises(Untrusted) as refused:
        trust.key_for(kid, Role.ENTITLEMENT, NOW, province=HUE)
    assert refused.value.code == "untrusted-province"


def test_a_successor_is_published_before_it_signs(keyring: Keyring) -> None:
    first = keyring.entitlement(HA_NOI, NOW)
    near = NOW + KEY_LIFE - SUCCESSOR_AHEAD + timedelta(days=1)
    assert keyring.entitlement(HA_NOI, near).public_key == first.public_key
    published = {key.key for key in keyring.trust(near).keys}
    after = NOW + KEY_LIFE + timedelta(days=1)
    successor = keyring.entitlement(HA_NOI, after).public_key
    assert successor != first.public_key
    assert successor in published
    assert first.public_key in {key.key for key in keyring.trust(after).keys}


def test_a_revoked_key_signs_no_more_and_counters_are_told(keyring: Keyring) -> None:
    first = keyring.entitlement(HA_NOI, NOW)
    before = keyring.trust(NOW)
    keyring.revoke(first.public_key.kid, NOW)
    assert keyring.entitlement(HA_NOI, NOW).public_key != first.public_key
    after = TrustList.parse(keyring.trust_list(NOW), keyring.root, before)
    assert after.version > before.version
    with pytest.raises(Untrusted) as refused:
        after.key_for(first.public_key.kid, Role.ENTITLEMENT, NOW)
    assert refused.value.code == "untrusted-revoked"


def test_a_key_that_is_not_there_cannot_be_revoked(keyring: Keyring) -> None:
    with pytest.raises(KeyringError) as refused:
        keyring.revoke(b"12345678", NOW)
    assert refused.value.code == "key-unknown"


def test_the_card_master_is_made_once_and_kept(keyring: Keyring, tmp_path: Path) -> None:
    again = Keyring(tmp_path / "keys").card_master
    assert diversify(keyring.card_master, b"serial-001") == diversify(again, b"serial-001")
    assert diversify(again, b"serial-001") != diversify(again, b"serial-002")


@pytest.mark.parametrize(
    ("text", "mode", "code"),
    [
        ("00" * 16, 0o644, "key-file-not-private"),
        ("00" * 15, 0o600, "key-not-aes"),
        ("no key", 0o600, "key-file-unreadable"),
    ],
)
def test_a_card_master_that_cannot_be_used_is_named(
    keyring: Keyring, tmp_path: Path, text: str, mode: int, code: str
) -> None:
    file = tmp_path / "keys" / "card-master.key"
    file.write_text(text)
    file.chmod(mode)
    with pytest.raises(KeyFault) as refused:
        _ = keyring.card_master
    assert refused.value.code == code


def test_the_keys_that_cards_hold_outlive_the_cards(keyring: Keyring) -> None:
    held = {one.role: one for one in keyring.trust(NOW).keys}
    for role in (Role.TERMINAL_CA, Role.CARD_SCRIPT):
        assert held[role].not_after - NOW == LONG_LIFE
