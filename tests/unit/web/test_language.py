from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from firmware_config.errors import ContractError
from firmware_config.web.catalogue import WEB_MESSAGES, Catalogue, MessageError
from firmware_config.web.language import ago, t, vn_date, vn_datetime
from tests.unit.web.small_side import NOW, token_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in (("vi", "hello = Chào { $name }"), ("en", "hello = Hello { $name }")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "small.ftl").write_text(text, "utf-8")
    return tmp_path


def test_words_come_in_both_languages(folder: Path) -> None:
    catalogue = Catalogue.load([WEB_MESSAGES, folder])
    assert catalogue.translator("vi")("hello", name="Lan") == "Chào Lan"
    assert catalogue.translator("en")("hello", name="Lan") == "Hello Lan"
    assert "hello" in catalogue
    assert "no-such" not in catalogue


def test_what_is_missing_raises_in_tests_and_shows_the_id_in_production(folder: Path) -> None:
    strict = Catalogue.load([folder], strict=True).translator("vi")
    with pytest.raises(MessageError, match="message-missing"):
        strict("no-such")
    with pytest.raises(MessageError, match="message-variables"):
        strict("hello")
    lenient = Catalogue.load([folder]).translator("vi")
    assert lenient("no-such") == "no-such"
    assert lenient("hello").startswith("Chào")


@pytest.mark.parametrize(
    ("text", "code"), [("hello = x", "message-twice"), ("}{ = ?", "message-syntax")]
)
def test_a_catalogue_that_cannot_be_right_is_not_loaded(folder: Path, text: str, code: str) -> None:
    (folder / "vi" / "worse.ftl").write_text(text, "utf-8")
    with pytest.raises(MessageError) as caught:
        Catalogue.load([folder])
    assert caught.value.code == code


def test_values_are_escaped_in_a_page(app: Flask) -> None:
    with app.test_request_context("/"):
        page = render_template_string("{{ t('incident', number='<b>') }}")
    assert page == "Mã sự cố: &lt;b&gt;"


def test_vietnamese_is_the_default_and_english_is_a_switch_that_stays(client: FlaskClient) -> None:
    page = client.get("/sign-in")
    assert '<html lang="vi">' in page.text
    form = {"language": "en", "next": "/sign-in", "csrf_token": token_of(page)}
    answer = client.post("/language", data=form)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Forgotten your password?" in client.get("/sign-in").text


def test_an_unknown_language_is_not_kept(client: FlaskClient) -> None:
    form = {"language": "xx", "csrf_token": token_of(client.get("/sign-in"))}
    assert "language" not in client.post("/language", data=form).headers.get("Set-Cookie", "")
    client.set_cookie("language", "../etc")
    assert '<html lang="vi">' in client.get("/sign-in").text


def test_times_are_written_for_viet_nam() -> None:
    late = datetime(2026, 11, 4, 18, 30, tzinfo=UTC)
    assert vn_datetime(late) == "05/11/2026 01:30"
    assert vn_date(late) == "05/11/2026"
    assert vn_date(date(2026, 3, 9)) == "09/03/2026"
    with pytest.raises(ContractError, match="time-not-aware"):
        vn_datetime(datetime(2026, 11, 5))


@pytest.mark.parametrize(
    ("age", "vi", "en"),
    [
        (timedelta(seconds=59), "vừa xong", "just now"),
        (timedelta(seconds=-60), "vừa xong", "just now"),
        (timedelta(minutes=1), "1 phút trước", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 phút trước", "59 minutes ago"),
        (timedelta(hours=2), "2 giờ trước", "2 hours ago"),
        (timedelta(days=1, hours=23), "1 ngày trước", "1 day ago"),
    ],
)
def test_the_age_of_data_is_said_in_words(app: Flask, age: timedelta, vi: str, en: str) -> None:
    with app.test_request_context("/"):
        assert ago(NOW - age) == vi
    with app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert ago(NOW - age) == en


def test_data_from_the_future_points_at_the_clock(app: Flask) -> None:
    with app.test_request_context("/"):
        assert "kiểm tra đồng hồ" in ago(NOW + timedelta(minutes=2))


def test_money_is_grouped_the_vietnamese_way(app: Flask) -> None:
    with app.test_request_context("/"):
        assert render_template_string("{{ 1500000|vnd }}") == "1.500.000\u00a0₫"
        assert t("back-to-start") == "Về trang đầu"
