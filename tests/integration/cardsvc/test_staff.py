"""Accounts on both databases: what is kept, what counts once, what two do at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.staff import audit
from cardsvc.staff.account import find_account
from cardsvc.staff.accounts import StaffAccounts
from cardsvc.staff.administration import Administration, By
from cardsvc.staff.devices import know_device, source_of
from cardsvc.staff.errors import StaffError
from cardsvc.staff.password import TEMPORARY_LASTS
from cardsvc.staff.proposals import open_proposals
from cardsvc.staff.scope import EVERYWHERE, Scope
from cardsvc.staff.sessions import StaffSessions
from cardsvc.staff.staff_key import StaffKey
from cardsvc.staff.totp import code_at, step_of
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.web.accounts import AccountsError
from tests.simulators.centre_pages import PASSWORD, accounts_of, new_account
from tests.simulators.centre_world import BA_DINH, CAU_GIAY, HA_NOI, Hands


@pytest.fixture
def accounts(centre: Centre) -> StaffAccounts:
    return accounts_of(centre)


def test_an_account_is_known_by_its_password_and_holds_no_clear_secret(
    centre: Centre, accounts: StaffAccounts
) -> None:
    temporary = accounts.create("lan", "issuer", Scope(frozenset({HA_NOI})))
    found = accounts.verify("lan", temporary)
    assert found is not None
    assert (found.role, found.is_temporary, found.has_totp) == ("issuer", True, False)
    assert found.scope == Scope(frozenset({HA_NOI}))
    assert found.password_hash not in repr(found)
    secret = accounts.second.begin("lan")
    with centre.reading.begin() as connection:
        row = connection.execute(select(tables.staff_account)).one()
    assert secret not in row.totp_secret
    assert row.password_hash.startswith("$argon2id$")
    assert accounts.verify("nobody", temporary) is None
    assert accounts.verify("lan\0", "x") is None


def test_of_two_who_send_one_code_at_once_one_is_let_in(
    centre: Centre, accounts: StaffAccounts, clock: Hands
) -> None:
    new_account(accounts, "lan", "issuer")
    secret = accounts.second.begin("lan")
    accounts.second.confirm("lan", code_at(secret, step_of(clock()) - 1))
    code = code_at(secret, step_of(clock()))
    # Two processes, so that no lock within one of them helps.
    with ThreadPoolExecutor(2) as pool:
        told = list(
            pool.map(lambda one: one.verify_code("lan", code), (accounts, accounts_of(centre)))
        )
    assert sorted(told) == [False, True]


def test_entries_written_at_once_make_one_chain(centre: Centre, clock: Hands) -> None:
    def write(number: int) -> None:
        with centre.engine.begin() as connection:
            audit.record(connection, "lan", "person-viewed", f"beneficiary:{number}", clock())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(40)))
    with centre.reading.begin() as connection:
        assert audit.verify(connection) is None
        assert audit.head(connection).seq == 40


def test_a_secret_sealed_by_another_key_opens_nothing(
    centre: Centre, accounts: StaffAccounts
) -> None:
    new_account(accounts, "lan", "issuer")
    accounts.second.begin("lan")
    other = StaffAccounts(centre.engine, StaffKey(bytes([1] * 32)), centre.clock)
    with pytest.raises(StaffError, match="sealed-by-another-key"):
        other.second.begin("lan")


@pytest.mark.parametrize(
    ("content", "mode"), [("zz", 0o600), ("00" * 31, 0o600), ("00" * 32, 0o644)]
)
def test_a_staff_key_that_is_none_or_open_to_others_is_refused(
    tmp_path: Path, content: str, mode: int
) -> None:
    path = tmp_path / "staff.key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(StaffError, match="staff-key-unusable"):
        StaffKey.open(path)


def test_the_staff_key_is_made_once(tmp_path: Path) -> None:
    first = StaffKey.open(tmp_path / "state" / "staff.key")
    assert first.derived("x") == StaffKey.open(tmp_path / "state" / "staff.key").derived("x")
    assert first.unseal(first.seal(b"secret", "lan"), "lan") == b"secret"
    with pytest.raises(StaffError):
        first.unseal(first.seal(b"secret", "lan"), "hoa")


def test_sessions_that_ran_out_are_swept(
    centre: Centre, accounts: StaffAccounts, clock: Hands
) -> None:
    new_account(accounts, "lan", "issuer")
    sessions, lan = StaffSessions(centre.engine, clock), accounts.find("lan")
    assert lan
    old = sessions.begin(lan)
    assert sessions.account_of(old, active=True) == lan
    clock.forward(timedelta(hours=13))
    new = sessions.begin(lan)
    with centre.reading.begin() as connection:
        kept = connection.execute(select(tables.staff_session.c.digest)).scalars().all()
    assert len(kept) == 1
    assert new.encode() not in kept
    sessions.end(new)
    assert sessions.account_of(new, active=True) is None
    assert sessions.account_of("", active=True) is None


def test_the_devices_not_seen_for_longest_are_forgotten(
    centre: Centre, accounts: StaffAccounts, clock: Hands
) -> None:
    new_account(accounts, "lan", "issuer")
    for number in range(25):
        clock.forward(timedelta(days=1))
        with centre.engine.begin() as connection:
            know_device(connection, "lan", f"cookie {number}", clock())
    with centre.reading.begin() as connection:
        sources = [source_of(connection, "lan", f"cookie {one}", "10.0.0.1") for one in range(25)]
        assert source_of(connection, "hoa", "cookie 24", "10.0.0.1") == "address:10.0.0.1"
        assert source_of(connection, "lan", "", "10.0.0.1") == "address:10.0.0.1"
    assert [one.startswith("device:") for one in sources] == [False] * 5 + [True] * 20


def test_four_eyes_are_two_accounts_and_not_two_sessions(
    centre: Centre, accounts: StaffAccounts
) -> None:
    desk = Administration(accounts)
    for user in ("mot", "hai"):
        assert desk.found(user, "administrator", EVERYWHERE, "os:root")[1] is True
    assert desk.found("ba", "administrator", EVERYWHERE, "os:root")[1] is False
    by = By("mot", EVERYWHERE)
    desk.propose_account(by, "lan", "approver", EVERYWHERE)
    with centre.reading.begin() as connection:
        proposal = open_proposals(connection)[-1].id
    with pytest.raises(StaffError, match="same-person"):
        desk.decide(by, proposal)
    with centre.reading.begin() as connection:
        found = find_account(connection, "lan")
    assert found
    assert found.state.value == "proposed", "nothing of a refused approval stays"
    assert desk.decide(By("hai", EVERYWHERE), proposal) is None
    with pytest.raises(StaffError, match="proposal-not-open"):
        desk.decide(By("hai", EVERYWHERE), proposal)
    with pytest.raises(AccountsError, match="account-exists"):
        accounts.create("lan", "issuer")


def test_founders_who_let_their_passwords_end_are_followed_by_others(
    accounts: StaffAccounts, clock: Hands
) -> None:
    shell = Administration(accounts)
    for user in ("mot", "hai"):
        shell.found(user, "administrator", EVERYWHERE, "os:root")
    assert shell.found("ba", "administrator", EVERYWHERE, "os:root")[1] is False
    clock.forward(TEMPORARY_LASTS)
    for user in ("bon", "nam"):
        assert shell.found(user, "administrator", EVERYWHERE, "os:root")[1] is True
    assert shell.found("sau", "administrator", EVERYWHERE, "os:root")[1] is False


def test_a_scope_s_clause_leaves_the_offices_inside(centre: Centre) -> None:
    column = tables.office.c
    asked = {
        EVERYWHERE: 2,
        Scope(frozenset({HA_NOI})): 2,
        Scope(frozenset({ProvinceCode("08")})): 0,
        Scope(None, frozenset({BA_DINH.id})): 1,
        Scope(frozenset({HA_NOI}), frozenset({CAU_GIAY.id, OfficeId("999999")})): 1,
        Scope(frozenset()): 0,
    }
    with centre.reading.begin() as connection:
        for scope, count in asked.items():
            query = select(column.id).where(scope.offices_clause(column.province, column.id))
            assert len(connection.execute(query).all()) == count
            assert Scope.parse(scope.province_codes, scope.office_codes) == scope


def test_a_password_in_use_is_not_chosen_again(accounts: StaffAccounts) -> None:
    new_account(accounts, "lan", "issuer")
    with pytest.raises(StaffError, match="password-unchanged"):
        accounts.choose_password("lan", PASSWORD)
