"""A centre whose keys lie in a token, and signing in several processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from cardsvc.signing.key_change import KeyChange
from cardsvc.signing.keys import Keyring, KeyState
from cardsvc.signing.workers import RECORDS_AT_ONCE, SigningWorkers, WorkersFault
from firmware_config.card.scp03 import diversify
from firmware_config.cose import Sign1
from firmware_config.ids import CitizenNumber, EntitlementId, ProgrammeCode, ProvinceCode
from firmware_config.record import Record
from firmware_config.signing import KeyFault
from firmware_config.token import TokenFault
from firmware_config.trust import Role, TrustList
from tests.simulators.centre_world import BA_DINH, Hands, find, row, take
from tests.simulators.softhsm import SoftHsm
from tests.simulators.world import NOW, World

HA_NOI = ProvinceCode("01")
BTXH = ProgrammeCode("BTXH")


@pytest.fixture
def keyring(tmp_path: Path, hsm: SoftHsm) -> Keyring:
    return Keyring.open(tmp_path / "keys", NOW, hsm.uri)


def test_a_centre_with_a_token_has_no_private_key_in_a_file(
    keyring: Keyring, tmp_path: Path
) -> None:
    keyring.open_province(HA_NOI, NOW, (BTXH,))
    files = [path for path in (tmp_path / "keys").iterdir() if path.name != "root.p11"]
    assert {path.suffix for path in files} == {".p11"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert {one.token for one in keyring.held()} != {None}


def test_what_a_token_s_keys_sign_is_believed(keyring: Keyring) -> None:
    keyring.open_province(HA_NOI, NOW)
    trust = TrustList.parse(keyring.trust_list(NOW), keyring.root)
    key = keyring.entitlement(HA_NOI, NOW)
    found = trust.key_for(key.public_key.kid, Role.ENTITLEMENT, NOW, province=HA_NOI)
    found.verify(b"a record", key.sign(b"a record"))
    keys = diversify(keyring.card_master, b"serial-001")
    assert keys == diversify(keyring.card_master, b"serial-001")


def test_a_second_start_asks_the_token_for_nothing(
    keyring: Keyring, hsm: SoftHsm, tmp_path: Path
) -> None:
    keyring.open_province(HA_NOI, NOW)
    root, before = keyring.root, keyring.trust(NOW)
    hsm.goes_away()
    again = Keyring.open(tmp_path / "keys", NOW, hsm.uri)
    assert again.root == root
    assert again.trust(NOW).keys == before.keys
    with pytest.raises(TokenFault) as refused:
        again.entitlement(HA_NOI, NOW).sign(b"a record")
    assert refused.value.code == "token-gone"
    hsm.comes_back()
    again.entitlement(HA_NOI, NOW).sign(b"a record")


def test_a_change_that_a_token_cannot_make_changes_nothing(keyring: Keyring, hsm: SoftHsm) -> None:
    keyring.open_province(HA_NOI, NOW)
    kid = keyring.entitlement(HA_NOI, NOW).public_key.kid
    change = KeyChange.rotate(keyring, kid, NOW, lead=timedelta(days=7))
    before = keyring.trust(NOW)
    hsm.goes_away()
    with pytest.raises(TokenFault):
        change.apply(keyring, NOW)
    assert keyring.trust(NOW) == before
    hsm.comes_back()
    change.apply(keyring, NOW)
    change.apply(keyring, NOW)
    assert len(keyring.held()) == len(before.keys) + 1


def test_a_key_made_before_the_power_failed_is_found_again(
    keyring: Keyring, tmp_path: Path
) -> None:
    name = keyring.new_name(Role.ENTITLEMENT, NOW, HA_NOI)
    kid = keyring.create(name)
    (tmp_path / "keys" / f"{name}.p11").unlink()
    assert keyring.create(name) == kid


def test_rotation_moves_a_centre_from_files_into_a_token(tmp_path: Path, hsm: SoftHsm) -> None:
    in_files = Keyring.open(tmp_path / "keys", NOW)
    old = in_files.entitlement(HA_NOI, NOW).public_key
    moving = Keyring.open(tmp_path / "keys", NOW, hsm.uri)
    KeyChange.rotate(moving, old.kid, NOW, lead=timedelta(days=7)).apply(moving, NOW)
    later = NOW + timedelta(days=7)
    (new,) = [
        one
        for one in moving.held()
        if one.name.role is Role.ENTITLEMENT and moving.state(one, later) is KeyState.SIGNING
    ]
    assert new.token == hsm.label
    assert moving.entitlement(HA_NOI, later).sign(b"a record")
    assert moving.entitlement(HA_NOI, NOW).public_key == old


ONE = World.make().record()
HTXH = ProgrammeCode("HTXH")


def records(count: int) -> list[Record]:
    """`count` records of two programmes in turn, and some of both."""
    (due,) = ONE.entitlements
    other = replace(due, id=EntitlementId.new(), programme=HTXH)
    kinds = ((replace(due, programme=BTXH),), (other,), (replace(due, programme=BTXH), other))
    return [
        replace(ONE, id=number.to_bytes(8), entitlements=kinds[number % len(kinds)])
        for number in range(count)
    ]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("is_in_token", [False, True])
def test_records_come_back_signed_in_their_order_each_by_its_own_key(
    tmp_path: Path, hsm: SoftHsm, processes: int, is_in_token: bool
) -> None:
    keyring = Keyring.open(tmp_path / "keys", NOW, hsm.uri if is_in_token else None)
    keyring.open_province(HA_NOI, NOW, (BTXH, HTXH))
    asked = records(2 * RECORDS_AT_ONCE + 7)
    with SigningWorkers(keyring, processes) as workers:
        signed = workers.sign(asked, NOW)
    trust, kids = keyring.trust(NOW), set()
    assert len(signed) == len(asked)
    for record, octets in zip(asked, signed, strict=True):
        message = Sign1.parse(octets)
        key = trust.key_for(
            message.kid,
            *(Role.ENTITLEMENT, NOW),
            province=HA_NOI,
            programmes=record.programmes,
        )
        assert Record.parse(message.verify(key)) == record
        kids.add(message.kid)
    assert len(kids) == 3


def test_workers_outlive_a_token_that_goes_away(keyring: Keyring, hsm: SoftHsm) -> None:
    keyring.open_province(HA_NOI, NOW)
    with SigningWorkers(keyring, 2) as workers:
        kept = workers.sign(records(10), NOW)
        hsm.goes_away()
        with pytest.raises(TokenFault) as refused:
            workers.sign(records(10), NOW)
        assert refused.value.code == "token-gone"
        assert refused.value.data["token"] == hsm.label
        hsm.comes_back()
        kept += workers.sign(records(10), NOW)
    assert len(kept) == 20


def test_a_worker_that_dies_is_told_and_replaced(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path / "keys", NOW)
    keyring.open_province(HA_NOI, NOW)
    before = {child.pid for child in multiprocessing.active_children()}
    with SigningWorkers(keyring, 2) as workers:
        workers.sign(records(2 * RECORDS_AT_ONCE), NOW)
        (pid, *_) = {child.pid for child in multiprocessing.active_children()} - before
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

        def sign_often() -> None:
            for _ in range(100):  # the first may be over before it is noticed
                workers.sign(records(2), NOW)

        with pytest.raises(WorkersFault) as lost:
            sign_often()
        assert lost.value.code == "workers-lost"
        assert len(workers.sign(records(2), NOW)) == 2


@pytest.mark.parametrize("processes", [1, 2])
def test_citizen_numbers_are_hashed_in_their_order(tmp_path: Path, processes: int) -> None:
    numbers = [CitizenNumber(f"001150{at:06}") for at in range(10)]
    with SigningWorkers(Keyring.open(tmp_path / "keys", NOW), processes) as workers:
        hashed = workers.hash_citizens(numbers)
    assert all(made.matches(number) for made, number in zip(hashed, numbers, strict=True))


def test_a_key_that_a_worker_may_not_use_is_told_as_such(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path / "keys", NOW)
    keyring.open_province(HA_NOI, NOW)
    key = keyring.entitlement_key(HA_NOI, NOW)
    key.path.chmod(0o644)
    with SigningWorkers(keyring, 2) as workers, pytest.raises(KeyFault) as refused:
        workers.sign(records(2), NOW)
    assert refused.value.code == "key-file-not-private"
    assert ONE.name not in str(refused.value)


def test_a_page_tells_that_the_token_is_gone_and_a_terminal_asks_again_later(
    tmp_path: Path, hsm: SoftHsm
) -> None:
    clock = Hands()
    settings = replace(Settings.of(tmp_path / "state"), token=hsm.uri, totp_required=False)
    centre = Centre.open(settings, clock)
    centre.add_office(BA_DINH)
    take(centre, [row(centre)])
    client = app_of(centre).test_client()
    hsm.goes_away()
    with pytest.raises(TokenFault):
        centre.issue_paper(find(centre).id)
    answer = client.get("/api/v1/trust")
    assert (answer.status_code, answer.json) == (503, {"code": "token-gone", "data": {}})
    hsm.comes_back()
    assert centre.issue_paper(find(centre).id).octets
    centre.close()
