"""Every route of the centre against every role. A route without a decision here fails."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from cardsvc.staff.roles import ROLES
from tests.conftest import Count
from tests.simulators.both_sides import ask, decided_by
from tests.simulators.centre_pages import PASSWORD, Browser, Desk, new_account

ANYONE, MACHINES, EVERYBODY = "ANYONE", "MACHINES", "EVERYBODY"
WATCHERS = "WATCHERS"
STRANGE = {"REMOTE_ADDR": "192.0.2.7"}  # of no network that watches

# Who may, and what. EVERYBODY is everybody who is signed in.
DECIDED = {
    "ANYONE": """
        static
        web.static web.font web.sign_in web.sign_in_submit web.choose_language
        api.trust api.status_shards api.status_list api.health configuration.file openapi.document
        second_step.code second_step.give_code second_step.give_passkey second_step.set_up
        second_step.choose_password second_step.confirm_authenticator
    """,
    "EVERYBODY": """
        web.sign_out web.lock web.locked web.unlock web.awake
        progress.page progress.part progress.download progress.events
        lists.page
        list_case.page list_case.part list_case.row list_case.changes
        runs.page runs.part
        own_account.page own_account.change_password own_account.set_up_authenticator
        own_account.renew_recovery_codes own_account.recovery_codes
        own_account.end_sessions own_account.leave_everywhere
        own_account.add_passkey own_account.remove_passkey
        proposals.page
    """,
    "MACHINES": """
        api.take_batch api.payout_list api.office_scripts api.card_scripts
        api.terminal_certificate api.photo api.take_telling api.ask_enrolment
        api.grant_hold api.release_hold api.broker_claim
    """,
    "WATCHERS": """
        operation.metrics operation.ready
    """,
    "PREPARER": """
        lists.upload lists.sheets lists.choose_sheet lists.drop
        list_case.mend list_case.bring_back list_case.give_reason list_case.submit
        list_case.withdraw
        deaths.enter
    """,
    "PREPARER APPROVER": """
        list_case.bad_rows
        duties.stop duties.resume duties.withdraw
    """,
    "PREPARER FINANCE": """
        list_case.announce
    """,
    "PREPARER FINANCE ADMINISTRATOR": """
        sticks.page sticks.take sticks.taken sticks.answers
    """,
    "APPROVER": """
        list_case.approve list_case.give_back
        reports.approve
        card_page.approve
        duties.approve
        cases.approve
    """,
    "PREPARER APPROVER INSPECTOR": """
        deaths.page
        duties.person
    """,
    "PREPARER APPROVER ISSUER INSPECTOR": """
        people.page people.search people.download people.one people.dues_part people.photo
    """,
    "PREPARER ISSUER": """
        person_edit.page person_edit.keep
    """,
    "ISSUER": """
        person_edit.photo
        cards.issue_sheet cards.sheet cards.issue_card cards.card
        production.missing production.renewals production.records production.order production.desk
        production.reader_part production.make production.made production.letter
        production.cancel_one production.hand production.face production.faces
        card_page.stop card_page.replace card_page.ask
        sheets.page sheets.part sheets.start sheets.pdf
    """,
    "APPROVER ISSUER ADMINISTRATOR": """
        runs.pause runs.resume
    """,
    "ADMINISTRATOR": """
        keys.propose_new keys.propose keys.approve keys.withdraw
        programmes.propose
        accounts.create accounts.propose_role accounts.propose_unblock accounts.approve
        accounts.refuse accounts.new_password accounts.disable
        fleet.asking fleet.approve fleet.refuse
        terminals.propose terminals.approve terminals.withdraw
    """,
    "APPROVER ISSUER INSPECTOR": """
        production.page production.part production.one
        card_page.page
    """,
    "APPROVER ISSUER": """
        card_page.withdraw
    """,
    "PREPARER APPROVER INSPECTOR FINANCE ADMINISTRATOR": """
        programmes.page programmes.one
        rates.page rates.change rates.one rates.part
        duties.page
    """,
    "APPROVER ADMINISTRATOR": """
        programmes.approve programmes.withdraw
        rates.approve
    """,
    "FINANCE APPROVER INSPECTOR": """
        money.page money.download money.one
        reports.page reports.reconciliation reports.one reports.part reports.file reports.package
    """,
    "FINANCE INSPECTOR": """
        reports.journal reports.statement
    """,
    "FINANCE APPROVER": """
        money.approve money.withdraw
        reports.withdraw
    """,
    "FINANCE": """
        money.preview money.propose
        reports.prepare reports.submit reports.place_office
    """,
    "FINANCE ADMINISTRATOR": """
        rates.preview rates.propose
    """,
    "APPROVER FINANCE ADMINISTRATOR": """
        rates.withdraw
    """,
    "APPROVER INSPECTOR FINANCE": """
        cases.page cases.download cases.one
        inspection.page inspection.part
        inspection.rounds inspection.one inspection.payments
    """,
    "APPROVER INSPECTOR": """
        inspection.patterns
    """,
    "INSPECTOR": """
        inspection.publish inspection.make_draw inspection.called
    """,
    "APPROVER FINANCE": """
        cases.give cases.write_note cases.propose cases.withdraw
    """,
    "INSPECTOR ADMINISTRATOR": """
        accounts.page accounts.one
        keys.page keys.one
        audit.page audit.check
        fleet.page fleet.part fleet.download gaps.page gaps.part gaps.download
        terminals.page terminals.part
    """,
}


def may(who: str, role: str) -> bool:
    return who == EVERYBODY or role.upper() in who.split()


def routes(desk: Desk) -> list[Rule]:
    return list(desk.client.application.url_map.iter_rules())


def asked(client: FlaskClient, desk: Desk, rule: Rule) -> TestResponse:
    """A form without a token: it is refused for who asks (403) before it is for the token (400),
    and so changes nothing."""
    return ask(client, desk.client.application, rule, environ_overrides=STRANGE)


@pytest.fixture
def browsers(desk: Desk) -> dict[str, Browser]:
    made = {}
    for role in ROLES:
        new_account(desk.accounts, role, role)
        made[role] = desk.browser()
        assert made[role].sign_in(role, PASSWORD).status_code == 303
    return made


def test_every_route_is_decided_and_every_decision_has_its_route(desk: Desk) -> None:
    there, decided = {rule.endpoint for rule in routes(desk)}, set(decided_by(DECIDED))
    assert there - decided == set(), "decide here who may use these"
    assert decided - there == set(), "these are gone"


def test_every_role_gets_what_is_decided_and_nothing_else(
    desk: Desk, browsers: dict[str, Browser], count: Count
) -> None:
    decided, wrong, asked_for = decided_by(DECIDED), [], 0
    for rule in routes(desk):
        who = decided.get(rule.endpoint, ANYONE)
        if who in (ANYONE, MACHINES, WATCHERS):
            continue
        for role, browser in browsers.items():
            answer = asked(browser.client, desk, rule)
            asked_for += 1
            is_let_in = answer.status_code != 403 and answer.location != "/sign-in"
            if is_let_in != may(who, role):
                wrong.append(f"{rule.endpoint} {role}: {answer.status_code}")
    assert wrong == []
    count(asked_for, "access: routes x roles of the centre")


def test_who_is_not_signed_in_gets_what_is_for_anyone_only(desk: Desk) -> None:
    decided, stranger, wrong = decided_by(DECIDED), desk.browser().client, []
    for rule in routes(desk):
        who, answer = decided.get(rule.endpoint), asked(stranger, desk, rule)
        is_sent_away = (answer.location or "").startswith("/sign-in")
        if who == MACHINES:
            is_right = answer.status_code in (400, 401, 415)
        elif who == WATCHERS:
            is_right = answer.status_code == 401
        elif who == ANYONE:
            # A 404 is let in: there is no file, no shard of that name.
            is_let_in = answer.status_code not in (401, 403) and not is_sent_away
            is_right = is_let_in or rule.endpoint.startswith("second_step.")
        else:
            is_right = is_sent_away and answer.status_code == 303
        if not is_right:
            wrong.append(f"{rule.endpoint}: {answer.status_code}")
    assert wrong == []
