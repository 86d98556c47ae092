"""Status lists: signed anew each day and with every change, and never older than the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.status.lists import SIGNED_ANEW_AFTER
from cardsvc.status.setting import set_status
from firmware_config.ids import ProvinceCode
from firmware_config.status import Status, StatusList
from firmware_config.trust import Role
from tests.simulators.centre_world import HA_NOI, NOW, Hands, find, open_centre, row, take

SECOND = timedelta(seconds=1)


@pytest.fixture
def client(centre: Centre) -> FlaskClient:
    client = app_of(centre).test_client()
    client.environ_base["HTTP_HOST"] = "127.0.0.1"
    return client


def listed(centre: Centre, before: StatusList | None = None) -> StatusList:
    """As a counter takes it, which refuses an older one than `before`."""
    octets = centre.publisher.status_list(HA_NOI, 0).octets
    return StatusList.parse(octets, centre.keyring.trust(centre.clock()), before)


def test_a_list_is_signed_anew_once_a_day_and_not_before(centre: Centre, clock: Hands) -> None:
    first = listed(centre)
    clock.forward(SIGNED_ANEW_AFTER - SECOND)
    centre.publisher.status_lists.renew()
    assert listed(centre).issued_at == first.issued_at
    clock.forward(SECOND)
    assert centre.publisher.status_lists.renew() == 1
    assert listed(centre, first).issued_at == NOW + SIGNED_ANEW_AFTER


def test_a_change_is_signed_at_once_and_a_second_one_in_the_same_second_later(
    centre: Centre, clock: Hands
) -> None:
    take(centre, [row(centre)])
    record = centre.issue_paper(find(centre).id).record
    before = listed(centre)
    for status in (Status.SUSPENDED, Status.VALID, Status.INVALID):
        with centre.engine.begin() as connection:
            set_status(connection, record.id, status, centre.clock())
        after = listed(centre, before)
        assert after.status(record.status.index) is status
        assert after.issued_at > before.issued_at
        before = after


def test_a_list_grows_no_younger_when_the_clock_goes_back_or_the_centre_starts_again(
    centre: Centre, clock: Hands, database_url: str
) -> None:
    take(centre, [row(centre)])
    record = centre.issue_paper(find(centre).id).record
    before = listed(centre)
    clock.forward(timedelta(days=-1))
    again = open_centre(centre.settings.state, database_url, clock)
    with again.engine.begin() as connection:
        set_status(connection, record.id, Status.INVALID, clock())
    octets = again.publisher.status_list(HA_NOI, 0).octets
    again.close()
    clock.forward(timedelta(days=1))
    after = StatusList.parse(octets, centre.keyring.trust(NOW), before)
    assert after.issued_at == before.issued_at + SECOND


def test_a_list_is_signed_anew_when_its_key_is_revoked(centre: Centre) -> None:
    before = listed(centre)
    key = centre.keyring.signer(Role.STATUS_LIST, NOW, ProvinceCode("01")).public_key
    centre.keyring.revoke(key.kid, NOW)
    assert listed(centre, before).issued_at > before.issued_at


def test_who_asks_for_compression_gets_what_is_worth_compressing(
    centre: Centre, client: FlaskClient
) -> None:
    status = "/api/v1/status/01/0"
    plain = client.get(status)
    packed = client.get(status, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in packed.headers
    assert packed.headers["ETag"] == plain.headers["ETag"]
    trust = "/api/v1/trust"
    plain, packed = client.get(trust), client.get(trust, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(trust, headers=headers).status_code == 304
    assert "Accept-Encoding" in packed.headers["Vary"]
