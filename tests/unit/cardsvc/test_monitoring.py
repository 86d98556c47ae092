"""What a centre tells whoever watches it, and whom it tells nothing."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from cardsvc.app import app_of
from cardsvc.monitoring import LEAST_TOKEN_LETTERS, Monitoring, MonitoringError
from cardsvc.operation.readiness import Reason
from cardsvc.settings import Settings
from firmware_config.body.shift import CashIn
from tests.simulators.centre_pages import Desk
from tests.simulators.centre_world import HANH, Counter, issue_card, row, take

LATER = timedelta(hours=3)
TOKEN = "k" * LEAST_TOKEN_LETTERS
STRANGER = {"REMOTE_ADDR": "192.0.2.7"}


def scraped(desk: Desk) -> dict[str, float]:
    answer = desk.browser().client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in answer.text.splitlines() if line and line[0] != "#"]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def post_batch(desk: Desk, client: FlaskClient, counter: Counter, first: int = 1) -> int:
    path, batch = f"/api/v1/terminals/{counter.id}/batches", counter.batch(first)
    proof = counter.proof(desk.centre, path, batch, "POST")
    answer = client.post(path, data=batch, content_type="application/cbor", headers=proof)
    return answer.status_code


def reasons(client: FlaskClient) -> tuple[int, dict[str, str | None]]:
    answer = client.get("/ready")
    return answer.status_code, {
        check["check"]: check["reason"] for check in answer.get_json()["checks"]
    }


def test_what_comes_in_is_counted(desk: Desk) -> None:
    client, counter = desk.browser().client, Counter.enrolled(desk.centre)
    counter.write(CashIn(1_000_000, "lan"), CashIn(500_000, "lan"))
    desk.clock.forward(LATER)
    assert post_batch(desk, client, counter) == 200
    told = scraped(desk)
    assert told['chitra_batches_total{outcome="acknowledged"}'] == 1
    assert told["chitra_acknowledgements_total"] == 1
    assert told["chitra_entries_total"] == 2
    assert told["chitra_outbox_age_seconds_sum"] == LATER.total_seconds()
    assert told['chitra_request_seconds_count{route="api.take_batch",status="2xx"}'] == 1
    assert told['chitra_database_connections{state="in-use"}'] >= 0
    assert told["chitra_database_up"] == 1
    assert told["chitra_disk_free_bytes"] > 0
    assert told['chitra_key_ends_timestamp_seconds{role="ledger_ack"}'] > desk.clock().timestamp()


def test_a_quarantined_terminal_and_its_case_are_counted(desk: Desk) -> None:
    client, counter = desk.browser().client, Counter.enrolled(desk.centre)
    counter.write(CashIn(1_000_000, "lan"))
    assert post_batch(desk, client, counter) == 200
    assert scraped(desk)['chitra_terminals{state="quarantined"}'] == 0
    counter.entries.clear()
    counter.write(CashIn(2_000_000, "lan"))
    assert post_batch(desk, client, counter) == 409
    told = scraped(desk)
    assert told['chitra_batches_total{outcome="quarantined"}'] == 1
    assert told['chitra_terminals{state="quarantined"}'] == 1
    assert sum(value for name, value in told.items() if name.startswith("chitra_cases_open")) == 1


def test_what_waits_has_an_age(desk: Desk) -> None:
    client, counter = desk.browser().client, Counter.enrolled(desk.centre)
    counter.write(CashIn(1_000_000, "lan"), CashIn(500_000, "lan"))
    post_batch(desk, client, counter, first=2)
    desk.clock.forward(LATER)
    told = scraped(desk)
    assert told['chitra_queue_length{queue="gap"}'] == 1
    assert told['chitra_queue_oldest_seconds{queue="gap"}'] == LATER.total_seconds()


def test_no_figure_names_a_person_a_card_or_a_terminal(desk: Desk) -> None:
    client, counter = desk.browser().client, Counter.enrolled(desk.centre, "QUAY0007")
    take(desk.centre, [row(desk.centre)])
    card = issue_card(desk.centre)
    counter.write(card.pay(counter))
    assert post_batch(desk, client, counter) == 200
    client.get(f"/api/v1/cards/{card.issued.card}/scripts")
    client.get("/no/such/page/QUAY0007")
    told = desk.browser().client.get("/metrics").text
    for secret in ("QUAY0007", HANH.digits, "Hạnh", str(card.issued.card), card.issued.pin):
        assert secret not in told


def test_two_applications_count_apart(desk: Desk) -> None:
    other = app_of(desk.centre).test_client()
    other.environ_base["HTTP_HOST"] = "127.0.0.1"
    other.get("/api/v1/health")
    assert not [name for name in scraped(desk) if "api.health" in name]


def test_a_stranger_is_told_nothing(desk: Desk) -> None:
    client = desk.browser().client
    for path in ("/metrics", "/ready"):
        refused = client.get(path, environ_overrides=STRANGER)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"] == "Bearer"
        assert b"chitra_" not in refused.data
    assert client.get("/api/v1/health", environ_overrides=STRANGER).status_code == 200


@pytest.mark.parametrize(
    ("address", "token", "is_let_in"),
    [
        ("127.0.0.1", "", True),
        ("10.1.2.3", "", True),
        ("192.0.2.7", "", False),
        ("192.0.2.7", TOKEN, True),
        ("192.0.2.7", TOKEN + "x", False),
        ("", "", False),
        ("no address", "é", False),
    ],
)
def test_a_network_or_the_token_opens(address: str, token: str, is_let_in: bool) -> None:
    networks = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))
    assert Monitoring(networks, TOKEN).lets_in(address, token) is is_let_in


def test_behind_a_proxy_nobody_is_let_in_by_address_unless_told(tmp_path: Path) -> None:
    assert Monitoring.parse({}, https=False).lets_in("127.0.0.1", "")
    assert not Monitoring.parse({}, https=True).lets_in("127.0.0.1", "")
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    told = Monitoring.parse({"METRICS_TOKEN_FILE": str(file)}, https=True)
    assert told.lets_in("127.0.0.1", TOKEN)
    assert TOKEN not in repr(told)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("METRICS_FROM", "10.0.0.1/8", "setting-not-a-network"),
        ("METRICS_TOKEN_FILE", "/no/such/file", "setting-token-file"),
        ("METRICS_TOKEN_FILE", "/dev/null", "setting-token-file"),
        ("LOG", "loud", "setting-not-a-level"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, code: str) -> None:
    with pytest.raises(MonitoringError) as refused:
        Settings.parse({"CARDSVC_STATE": "/srv/centre", f"CARDSVC_{name}": value})
    assert (refused.value.code, refused.value.data["name"]) == (code, f"CARDSVC_{name}")


def test_a_centre_in_order_is_ready(desk: Desk) -> None:
    status, told = reasons(desk.browser().client)
    assert (status, set(told.values())) == (200, {None})
    assert set(told) == {"database", "schema", "key", "disk"}


def test_a_database_that_is_away_is_told_and_the_rest_is_still_counted(desk: Desk) -> None:
    store = desk.centre.settings.state / "cardsvc.db"
    desk.centre.engine.dispose()
    aside = store.rename(store.with_suffix(".aside"))
    store.mkdir()  # where SQLite would make a new file
    status, told = reasons(desk.browser().client)
    assert (status, told["database"]) == (503, Reason.DATABASE_UNREACHABLE)
    assert told["disk"] is None
    figures = scraped(desk)
    assert figures["chitra_database_up"] == 0
    assert "chitra_entries_total" not in figures
    assert "chitra_disk_free_bytes" in figures
    store.rmdir()
    aside.rename(store)


@pytest.mark.parametrize(
    ("held", "reason"), [("0001", Reason.SCHEMA_BEHIND), ("9999", Reason.SCHEMA_UNKNOWN)]
)
def test_another_schema_is_told(desk: Desk, held: str, reason: Reason) -> None:
    with desk.centre.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :held"), {"held": held})
    status, told = reasons(desk.browser().client)
    assert (status, told["schema"]) == (503, reason)


def test_keys_that_are_gone_or_cannot_be_used_are_told_and_none_is_made(desk: Desk) -> None:
    keys = desk.centre.settings.keys
    aside = keys.with_name("aside")
    shutil.move(keys, aside)
    status, told = reasons(desk.browser().client)
    assert (status, told["key"]) == (503, Reason.KEY_UNUSABLE)
    keys.mkdir(0o700)
    _, told = reasons(desk.browser().client)
    assert told["key"] == Reason.KEY_MISSING
    assert list(keys.iterdir()) == []
    keys.rmdir()
    shutil.move(aside, keys)


def test_readiness_is_of_the_key_that_signs_now(desk: Desk) -> None:
    """Years later it has ended: nothing is signed with it, and nothing made in its place here."""
    desk.clock.forward(timedelta(days=365 * 20))
    _, told = reasons(desk.browser().client)
    assert told["key"] == Reason.KEY_MISSING


def test_labels_are_closed_lists(desk: Desk) -> None:
    labels = {name for line in scraped(desk) for name in re.findall(r'(\w+)="', line)}
    assert labels <= {
        "route",
        "status",
        "outcome",
        "answer",
        "state",
        "kind",
        "queue",
        "role",
        "le",
    }
