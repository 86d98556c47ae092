"""Signing in at the centre: password, code, first sign-in, waiting, sessions that end."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import timedelta
from itertools import count

import pytest
from werkzeug.test import TestResponse

from cardsvc.app import app_of
from cardsvc.settings import Settings, SettingsError
from cardsvc.staff.account import change
from cardsvc.staff.audit import Wanted, entries
from cardsvc.staff.place import browser_of
from cardsvc.staff.sessions import HALF_WAY, StaffSessions
from cardsvc.staff.totp import code_at, step_of
from cardsvc.staff.tries import FREE_FAILURES_OF_ALL, Tries
from firmware_config.web.sessions import IDLE_S, LONGEST_S
from tests.simulators.centre_pages import PASSWORD, Browser, Desk, accounts_of, new_account
from tests.simulators.cheap import CHEAP
from tests.unit.web.small_side import Clock, token_of

OWN = "con ga an thoc vang"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0"


@pytest.fixture
def totp_required() -> bool:
    return True


def app_code(desk: Desk, secret: bytes, ahead: int = 0) -> str:
    return code_at(secret, step_of(desk.clock()) + ahead)


def with_app(desk: Desk, user: str = "lan", role: str = "inspector") -> tuple[bytes, str]:
    """An account with an authenticator app: its secret, and one recovery code."""
    new_account(desk.accounts, user, role)
    secret = desk.accounts.second.begin(user)
    codes = desk.accounts.second.confirm(user, app_code(desk, secret, -1))
    return secret, codes[0]


def signed_in(desk: Desk, user: str, secret: bytes) -> Browser:
    browser = desk.browser()
    browser.sign_in(user, PASSWORD)
    answer = give_code(browser, app_code(desk, secret))
    assert (answer.status_code, answer.location) == (303, "/")
    return browser


def give_code(browser: Browser, code: str, path: str = "/sign-in/code") -> TestResponse:
    page = browser.get("/sign-in/code" if path.endswith("code") else "/sign-in/set-up")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token, page.location
    return browser.client.post(path, data={"code": code, "csrf_token": token[1]})


def actions(desk: Desk) -> list[str]:
    with desk.centre.reading.begin() as connection:
        return [one.action for one in entries(connection, Wanted(), 0, 100)]


def test_a_first_sign_in_sets_a_password_and_an_app_and_shows_recovery_codes_once(
    desk: Desk,
) -> None:
    temporary = desk.accounts.create("lan", "inspector")
    browser = desk.browser()
    assert browser.sign_in("lan", temporary).location == "/sign-in/set-up"
    assert browser.get("/").status_code == 303, "nothing opens before all is set up"
    page = browser.get("/sign-in/set-up")
    assert "Đặt mật khẩu mới" in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    form = {"password": OWN, "again": OWN, "csrf_token": token[1]}
    assert browser.client.post("/sign-in/password", data=form).location == "/sign-in/set-up"
    page = browser.get("/sign-in/set-up")
    secret = desk.accounts.second.begin("lan")
    shown = re.search(r'id="secret"[^>]*>([A-Z2-7 ]+)<', page.text)
    assert shown
    assert browser.get("/").status_code == 303
    answer = give_code(browser, "000000", "/sign-in/authenticator")
    assert answer.status_code == 422
    assert "Mã xác thực không đúng" in answer.text
    answer = give_code(browser, app_code(desk, secret), "/sign-in/authenticator")
    assert answer.status_code == 303
    codes = browser.get(answer.location)
    assert len(re.findall(r"<li>([a-z2-9-]{19})</li>", codes.text)) == 10
    assert browser.get(answer.location).location == "/account"
    assert browser.get("/").status_code == 200
    assert desk.browser().sign_in("lan", temporary).status_code == 401


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("ngan", "ngan", "ngắn quá"),
        ("a" * 12, "a" * 12, "lặp lại quá ít"),
        ("xin chao hanh nhe", "xin chao hanh nhe", "không được chứa tên"),
        ("x" * 200, "x" * 200, "dài quá"),
        ("Matkhau@2026", "Matkhau@2026", "dễ bị đoán ra"),
        (OWN, OWN + "!", "không giống nhau"),
    ],
)
def test_a_password_that_is_no_good_says_why(
    desk: Desk, password: str, again: str, words: str
) -> None:
    browser = desk.browser()
    browser.sign_in("hanh", desk.accounts.create("hanh", "inspector"))
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in/set-up").text)
    assert token
    form = {"password": password, "again": again, "csrf_token": token[1]}
    answer = browser.client.post("/sign-in/password", data=form)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_guessable_password_from_before_must_be_changed_before_anything_else(desk: Desk) -> None:
    guessable = "Matkhau@2026"
    secret, _ = with_app(desk)
    with desk.centre.engine.begin() as connection:
        change(connection, "lan", password_hash=CHEAP.hash(guessable))
    browser = desk.browser()
    assert browser.sign_in("lan", guessable).location == "/sign-in/code"
    answer = give_code(browser, app_code(desk, secret))
    assert answer.location == "/sign-in/set-up"
    page = browser.get("/sign-in/set-up")
    assert "dễ bị đoán ra" in page.text
    assert browser.get("/").status_code == 303
    form = {"password": OWN, "again": OWN, "csrf_token": token_of(page)}
    assert browser.client.post("/sign-in/password", data=form).location == "/"
    assert browser.get("/").status_code == 200


def test_a_password_alone_opens_nothing(desk: Desk) -> None:
    with_app(desk)
    browser = desk.browser()
    assert browser.sign_in("lan", PASSWORD).location == "/sign-in/code"
    for path in ("/", "/people", "/account", "/sign-in/set-up"):
        assert browser.get(path).status_code == 303
        assert "sign-in" in browser.get(path).location


def test_a_code_counts_once(desk: Desk) -> None:
    secret, _ = with_app(desk)
    signed_in(desk, "lan", secret)
    second = desk.browser()
    second.sign_in("lan", PASSWORD)
    answer = give_code(second, app_code(desk, secret))
    assert answer.status_code == 401
    assert "dùng rồi" in answer.text
    desk.clock.forward(timedelta(seconds=30))
    assert give_code(second, app_code(desk, secret)).status_code == 303


def test_a_recovery_code_counts_once_and_is_told_in_the_trail(desk: Desk) -> None:
    _, recovery = with_app(desk)
    browser = desk.browser()
    browser.sign_in("lan", PASSWORD)
    assert give_code(browser, recovery.upper()).status_code == 303
    assert "recovery-code-used" in actions(desk)
    assert desk.accounts.second.recovery_codes_left("lan") == 9
    again = desk.browser()
    again.sign_in("lan", PASSWORD)
    assert give_code(again, recovery).status_code == 401


def test_the_time_between_password_and_code_is_short(desk: Desk) -> None:
    with_app(desk)
    browser = desk.browser()
    browser.sign_in("lan", PASSWORD)
    desk.clock.forward(HALF_WAY)
    assert browser.get("/sign-in/code").location == "/sign-in"


def test_who_wanted_a_page_comes_to_it_after_the_code(desk: Desk) -> None:
    secret, _ = with_app(desk)
    browser = desk.browser()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert token
    form = {"user": "lan", "password": PASSWORD, "next": "/people", "csrf_token": token[1]}
    browser.client.post("/sign-in", data=form)
    assert give_code(browser, app_code(desk, secret)).location == "/people"


def test_guessing_makes_strangers_wait_but_never_the_browser_that_is_known(desk: Desk) -> None:
    secret, _ = with_app(desk)
    known = signed_in(desk, "lan", secret)
    stranger = desk.browser()
    for _ in range(3):
        assert stranger.sign_in("lan", "guess").status_code == 401
    assert stranger.sign_in("lan", PASSWORD).status_code == 429
    other_address = desk.browser()
    other_address.client.environ_base["REMOTE_ADDR"] = "10.9.8.7"
    assert other_address.sign_in("lan", PASSWORD).status_code == 303
    known.post("/sign-out")
    assert known.sign_in("lan", PASSWORD).location == "/sign-in/code"


def test_guesses_from_everywhere_wait_together_and_the_known_browser_does_not(desk: Desk) -> None:
    secret, _ = with_app(desk)
    known = signed_in(desk, "lan", secret)
    known.post("/sign-out")
    stranger = desk.browser()
    for number in range(FREE_FAILURES_OF_ALL):
        stranger.client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        assert stranger.sign_in("lan", "guess").status_code == 401
    stranger.client.environ_base["REMOTE_ADDR"] = "10.0.1.1"
    assert stranger.sign_in("lan", "guess").status_code == 429
    assert known.sign_in("lan", PASSWORD).location == "/sign-in/code"


def test_nobody_guesses_at_one_name_a_hundred_times_in_an_hour() -> None:
    """From as many places as there are, as fast as may be, or by waiting until all is forgotten."""
    for pause_s in (0, 901, 3601):
        clock, places, guessed_at = Clock(), count(), []
        tries = Tries(clock)
        while clock.now_s < 4 * 3600:
            stranger = f"10.0.0.{next(places)}"
            wait_s = tries.wait_s("lan", stranger)
            if wait_s:
                clock.now_s += pause_s or wait_s
            else:
                tries.failed("lan", stranger)
                guessed_at.append(clock.now_s)
        most = max(bisect_left(guessed_at, at + 3600) - n for n, at in enumerate(guessed_at))
        assert FREE_FAILURES_OF_ALL <= most <= 100


def test_the_password_gives_no_free_guesses_at_the_code(desk: Desk) -> None:
    with_app(desk)
    browser = desk.browser()
    browser.sign_in("lan", PASSWORD)
    for _ in range(3):
        assert give_code(browser, "000000").status_code == 401
    assert give_code(browser, "000000").status_code == 429
    assert browser.sign_in("lan", PASSWORD).status_code == 429


@pytest.mark.parametrize("after_s", [IDLE_S, LONGEST_S])
def test_a_session_ends_by_itself(desk: Desk, after_s: int) -> None:
    secret, _ = with_app(desk)
    browser = signed_in(desk, "lan", secret)
    step = timedelta(minutes=20)
    for _ in range(int(after_s // step.total_seconds()) if after_s == LONGEST_S else 0):
        desk.clock.forward(step)
        browser.get("/")
    desk.clock.forward(timedelta(seconds=0 if after_s == LONGEST_S else IDLE_S))
    assert browser.get("/").status_code == 303


def test_a_restart_signs_nobody_out(desk: Desk) -> None:
    secret, _ = with_app(desk)
    browser = signed_in(desk, "lan", secret)
    cookie = browser.client.get_cookie("cardsvc_session")
    assert cookie
    again = app_of(desk.centre, accounts=accounts_of(desk.centre), strict=True).test_client()
    again.environ_base["HTTP_HOST"] = "127.0.0.1"
    again.set_cookie("cardsvc_session", cookie.value)
    assert again.get("/").status_code == 200


def test_another_role_ends_the_session_at_once(desk: Desk) -> None:
    secret, _ = with_app(desk)
    browser = signed_in(desk, "lan", secret)
    with desk.centre.engine.begin() as connection:
        change(connection, "lan", role="finance")
    assert browser.get("/").status_code == 303


def test_one_s_own_page_changes_password_app_and_codes(desk: Desk) -> None:
    secret, _ = with_app(desk)
    browser = signed_in(desk, "lan", secret)
    desk.clock.forward(timedelta(seconds=30))
    elsewhere = signed_in(desk, "lan", secret)
    wrong = browser.post("/account/password", old="wrong", password=OWN, again=OWN)
    assert "Mật khẩu hiện tại không đúng" in wrong.text
    right = browser.post("/account/password", old=PASSWORD, password=OWN, again=OWN)
    assert "Đã đổi mật khẩu" in right.text
    assert elsewhere.get("/").status_code == 303
    assert browser.get("/").status_code == 200
    desk.clock.forward(timedelta(seconds=30))
    codes = browser.post("/account/recovery-codes", code=app_code(desk, secret))
    assert len(re.findall(r"<li>([a-z2-9-]{19})</li>", codes.text)) == 10
    desk.clock.forward(timedelta(seconds=30))
    page = browser.post("/account/authenticator", code=app_code(desk, secret))
    assert page.request.path == "/sign-in/set-up"
    assert desk.accounts.second.begin("lan") != secret
    assert browser.get("/account").status_code == 303


def test_one_sees_where_one_is_signed_in_and_ends_the_others_with_a_code(desk: Desk) -> None:
    secret, _ = with_app(desk)
    here = signed_in(desk, "lan", secret)
    assert "Đăng xuất những nơi đã chọn" not in here.text("/account"), "there is none yet"
    desk.clock.forward(timedelta(minutes=5))
    elsewhere = desk.browser()
    elsewhere.client.environ_base |= {"REMOTE_ADDR": "10.9.8.7", "HTTP_USER_AGENT": FIREFOX}
    elsewhere.sign_in("lan", PASSWORD)
    assert give_code(elsewhere, app_code(desk, secret)).status_code == 303
    page = here.text("/account")
    assert "Firefox, Windows · 10.9.8.7" in page
    assert page.count("Nơi này") == 1
    (name,) = re.findall(r'name="session" value="([0-9a-f]{64})" checked', page)
    wrong = here.post("/account/sessions/end", session=name, code="000000")
    assert wrong.status_code == 422
    assert elsewhere.get("/").status_code == 200
    desk.clock.forward(timedelta(seconds=30))
    ended = here.post("/account/sessions/end", session=name, code=app_code(desk, secret))
    assert "Đã đăng xuất 1 nơi" in ended.text
    assert elsewhere.get("/").status_code == 303
    assert here.get("/").status_code == 200
    assert "sessions-ended" in actions(desk)


def test_nobody_ends_or_sees_the_sessions_of_another(desk: Desk) -> None:
    secret, _ = with_app(desk)
    hers = signed_in(desk, "lan", secret)
    others, _ = with_app(desk, "minh")
    his = signed_in(desk, "minh", others)
    sessions = StaffSessions(desk.centre.engine, desk.clock)
    (name,) = (one.name for one in sessions.open_ones("lan", ""))
    assert name not in his.text("/account")
    desk.clock.forward(timedelta(seconds=30))
    told = his.post("/account/sessions/end", session=name, code=app_code(desk, others))
    assert "Đã đăng xuất 0 nơi" in told.text
    assert hers.get("/").status_code == 200


def test_sessions_that_ran_out_or_are_half_way_are_not_listed(desk: Desk) -> None:
    secret, _ = with_app(desk)
    signed_in(desk, "lan", secret)
    desk.browser().sign_in("lan", PASSWORD)
    sessions = StaffSessions(desk.centre.engine, desk.clock)
    assert len(sessions.open_ones("lan", "")) == 1
    desk.clock.forward(timedelta(seconds=IDLE_S))
    assert sessions.open_ones("lan", "") == ()


@pytest.mark.parametrize(
    ("user_agent", "told"),
    [
        (FIREFOX, "Firefox, Windows"),
        (f"{CHROME} Safari/537.36", "Chrome, Linux"),
        (f"{CHROME} Safari/537.36 Edg/140.0", "Edge, Linux"),
        (f"coc_coc_browser/140.0 {CHROME} Safari/537.36", "Cốc Cốc, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Linux; Android 15) Firefox/143.0", "Firefox, Android"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_told_by_names_of_ours(user_agent: str, told: str) -> None:
    assert browser_of(user_agent) == told


def test_only_a_simulation_may_do_without_codes() -> None:
    with pytest.raises(SettingsError, match="setting-only-when-simulated"):
        Settings.parse({"CARDSVC_STATE": "/x", "CARDSVC_TOTP": "0"})
    told = {"CARDSVC_STATE": "/x", "CARDSVC_TOTP": "0", "CARDSVC_SIMULATED": "1"}
    assert not Settings.parse(told).totp_required
    assert Settings.parse({"CARDSVC_STATE": "/x"}).totp_required


@pytest.mark.parametrize("totp_required", [False])
def test_a_centre_without_codes_says_so_on_every_page(desk: Desk, totp_required: bool) -> None:
    browser = desk.sign_in("inspector")
    assert "chỉ bằng mật khẩu" in browser.get("/").text
    assert "chỉ bằng mật khẩu" in desk.browser().get("/sign-in").text
