"""The keyring: which key signs what, and what counters are told of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cardsvc.signing.key_change import KeyChange
from cardsvc.signing.key_name import KEY_LIFE, LONG_LIFE, KeyName, KeyringError
from cardsvc.signing.keys import SUCCESSOR_AHEAD, Keyring, KeyState
from firmware_config.card.scp03 import diversify
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.signing import FileKey, KeyFault
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
    assert len(files) == len(Role) + len(("root", "card master"))
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


BTXH, HTXH = ProgrammeCode("BTXH"), ProgrammeCode("HTXH")
DAY = timedelta(days=1)


def test_a_record_is_signed_by_the_key_that_may_sign_the_fewest_others(keyring: Keyring) -> None:
    keyring.open_province(HA_NOI, NOW, (BTXH, HTXH))
    of_one = keyring.entitlement(HA_NOI, NOW, frozenset((BTXH,))).public_key
    of_several = keyring.entitlement(HA_NOI, NOW, frozenset((BTXH, HTXH))).public_key
    trust = keyring.trust(NOW)
    assert trust.key_for(of_one.kid, Role.ENTITLEMENT, NOW, province=HA_NOI, programmes=(BTXH,))
    with pytest.raises(Untrusted) as refused:
        trust.key_for(of_one.kid, Role.ENTITLEMENT, NOW, province=HA_NOI, programmes=(HTXH,))
    assert refused.value.code == "untrusted-programme"
    both = (BTXH, HTXH)
    assert trust.key_for(of_several.kid, Role.ENTITLEMENT, NOW, province=HA_NOI, programmes=both)


def test_without_a_programme_s_own_key_its_province_s_signs(keyring: Keyring) -> None:
    keyring.open_province(HA_NOI, NOW)
    province = keyring.entitlement(HA_NOI, NOW).public_key
    assert keyring.entitlement(HA_NOI, NOW, frozenset((BTXH,))).public_key == province


def test_a_programme_s_key_has_its_successor_in_time(keyring: Keyring) -> None:
    keyring.open_province(HA_NOI, NOW, (BTXH,))
    near = NOW + KEY_LIFE - DAY
    first = keyring.entitlement(HA_NOI, near, frozenset((BTXH,))).public_key
    published = keyring.trust(near)
    after = keyring.entitlement(HA_NOI, NOW + KEY_LIFE + DAY, frozenset((BTXH,))).public_key
    assert after != first
    assert published.key_for(after.kid, Role.ENTITLEMENT, near, programmes=(BTXH,)) == after


def test_a_rotated_key_signs_until_counters_know_the_new_one(keyring: Keyring) -> None:
    old = keyring.entitlement(HA_NOI, NOW).public_key
    KeyChange.rotate(keyring, old.kid, NOW, lead=7 * DAY).apply(keyring, NOW)
    (new,) = [one for one in keyring.held() if keyring.state(one, NOW) is KeyState.AHEAD]
    assert keyring.trust(NOW).key_for(new.kid, Role.ENTITLEMENT, NOW, province=HA_NOI)
    assert keyring.entitlement(HA_NOI, NOW + 6 * DAY).public_key == old
    assert keyring.entitlement(HA_NOI, NOW + 7 * DAY).public_key.kid == new.kid


def test_a_retired_key_counts_for_what_it_signed_and_for_nothing_later(keyring: Keyring) -> None:
    old = keyring.entitlement(HA_NOI, NOW).public_key
    KeyChange.rotate(keyring, old.kid, NOW, lead=7 * DAY).apply(keyring, NOW)
    later = keyring.trust(NOW + 100 * DAY)
    assert later.key_for(old.kid, Role.ENTITLEMENT, NOW + 6 * DAY, province=HA_NOI) == old
    with pytest.raises(Untrusted) as refused:
        later.key_for(old.kid, Role.ENTITLEMENT, NOW + 8 * DAY, province=HA_NOI)
    assert refused.value.code == "untrusted-date"


def test_a_retirement_can_be_brought_forward_and_never_put_off(keyring: Keyring) -> None:
    kid = keyring.entitlement(HA_NOI, NOW).public_key.kid
    versions = []
    for days in (30, 10, 20):
        keyring.retire(kid, NOW + days * DAY)
        versions.append(keyring.trust(NOW).version)
        ends_at = keyring.find(kid).ends_at
    assert ends_at == NOW + 10 * DAY
    assert versions == sorted(versions)


def test_a_card_s_own_script_authority_is_believed_after_it_is_retired(keyring: Keyring) -> None:
    authority = keyring.signer(Role.CARD_SCRIPT, NOW).public_key
    KeyChange.retire(keyring, authority.kid, NOW).apply(keyring, NOW)
    assert keyring.signer(Role.CARD_SCRIPT, NOW).public_key != authority
    later = NOW + 365 * DAY
    assert keyring.holder(authority.kid).public_key == authority
    assert keyring.trust(later).key_for(authority.kid, Role.CARD_SCRIPT, later) == authority


def test_revoked_once_is_revoked_for_ever(keyring: Keyring, tmp_path: Path) -> None:
    kid = keyring.entitlement(HA_NOI, NOW).public_key.kid
    name = keyring.find(kid).name
    keyring.revoke(kid, NOW)
    seen = keyring.trust(NOW)
    keyring.revoke(kid, NOW + DAY)
    assert keyring.find(kid).revoked_at == NOW
    for change in (
        lambda: KeyChange.revoke(keyring, kid),
        lambda: KeyChange.retire(keyring, kid, NOW),
        lambda: KeyChange.rotate(keyring, kid, NOW),
        lambda: keyring.retire(kid, NOW),
    ):
        with pytest.raises(KeyringError) as refused:
            change()
        assert refused.value.code == "key-revoked"
    assert keyring.create(name) == kid  # its own name gives no new life to it
    # Whoever takes the note of it away deceives no counter that has seen it.
    (tmp_path / "keys" / f"{name}.revoked").unlink()
    forged = Keyring(tmp_path / "keys")
    for year in (2026, 2027):
        forged.create(KeyName.of_year(Role.PAYOUT_LIST, year, NOW, HUE))
    assert forged.trust(NOW).version > seen.version
    told = TrustList.parse(forged.trust_list(NOW), forged.root, seen)
    with pytest.raises(Untrusted) as untrusted:
        told.key_for(kid, Role.ENTITLEMENT, NOW)
    assert untrusted.value.code == "untrusted-revoked"


def test_a_key_of_a_year_to_come_is_published_and_waits(keyring: Keyring) -> None:
    keyring.open_province(HA_NOI, NOW)
    made = KeyName.of_year(Role.ENTITLEMENT, 2027, NOW, HA_NOI)
    KeyChange.create(keyring, made).apply(keyring, NOW)
    assert [str(one.name) for one in keyring.held() if one.name.not_before > NOW] == [str(made)]
    new_year = datetime(2026, 12, 31, 17, tzinfo=UTC)  # midnight in Viet Nam
    assert (made.not_before, made.not_after) == (new_year, new_year + 365 * DAY)
    with pytest.raises(KeyringError) as refused:
        KeyChange.create(keyring, made)
    assert refused.value.code == "key-exists"


@pytest.mark.parametrize(
    ("year", "code"), [(2025, "key-expired"), (2029, "key-life"), (1, "key-life")]
)
def test_a_year_that_is_over_or_far_off_has_no_key(year: int, code: str) -> None:
    with pytest.raises(KeyringError) as refused:
        KeyName.of_year(Role.ENTITLEMENT, year, NOW, HA_NOI)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "stem",
    [
        "entitlement_01_any_1_x",
        "king_01_any_1_2",
        "entitlement_1_any_1_2",
        "entitlement_01_btxh_1_2",
        "notes",
    ],
)
def test_a_file_that_says_not_what_it_may_sign_is_told(
    keyring: Keyring, tmp_path: Path, stem: str
) -> None:
    FileKey.new().save(tmp_path / "keys" / f"{stem}.pem")
    with pytest.raises(KeyringError) as refused:
        keyring.trust(NOW)
    assert refused.value.code == "key-file-name"


@pytest.mark.parametrize(
    "text", ["", "uri = 1", 'uri = "pkcs11:token=a"', "\xff", 'uri = "x"\npublic_key = "zz"']
)
def test_a_note_that_leads_to_no_key_is_told(keyring: Keyring, tmp_path: Path, text: str) -> None:
    name = KeyName.from_now(Role.ENTITLEMENT, NOW, HUE)
    (tmp_path / "keys" / f"{name}.p11").write_text(text, "latin-1")
    with pytest.raises(KeyringError) as refused:
        keyring.trust(NOW)
    assert refused.value.code == "key-file-note"


def test_a_change_says_the_same_after_it_was_written_down(keyring: Keyring) -> None:
    kid = keyring.entitlement(HA_NOI, NOW).public_key.kid
    for change in (
        KeyChange.create(keyring, KeyName.of_year(Role.ENTITLEMENT, 2027, NOW, HUE)),
        KeyChange.rotate(keyring, kid, NOW),
        KeyChange.retire(keyring, kid, NOW),
        KeyChange.revoke(keyring, kid),
    ):
        assert KeyChange.of_data(json.loads(json.dumps(change.to_data()))) == change


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"deed": "steal"},
        {"deed": "create"},
        {"deed": "revoke", "kid": "zz"},
        {"deed": "revoke", "kid": 7},
        {"deed": "retire", "kid": "00" * 8},
        {"deed": "revoke", "kid": "00" * 8, "at": 1},
        {"deed": "create", "made": "root"},
        {"deed": "retire", "kid": "00" * 8, "at": -1},
    ],
)
def test_what_is_no_change_is_told(data: dict[str, object]) -> None:
    with pytest.raises(KeyringError) as refused:
        KeyChange.of_data(data)
    assert refused.value.code == "key-change-malformed"
