"""The language of the page being made, and dates, ages and money as that language writes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, request
from werkzeug.wrappers import Response

from firmware_config.errors import ContractError
from firmware_config.vietnamese.dates import day_time_vi
from firmware_config.web.catalogue import LANGUAGES
from firmware_config.web.side import side

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
COOKIE = "language"
_YEAR_S = 365 * 24 * 3600


def language() -> str:
    """`vi` or `en`, from the browser's cookie or what a till asks for; else Vietnamese."""
    chosen = g.get("language") or request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def t(message_id: str, /, **variables: Any) -> str:
    """The message in the page's language. Jinja escapes what comes out.

    Raises:
        MessageError: for an unknown id or a variable not given, in tests.
    """
    return side().catalogue.translator(language())(message_id, **variables)


def keep_language(response: Response, chosen: str, *, https: bool) -> None:
    """Remember the choice for a year in this browser. An unknown language is not kept."""
    if chosen in LANGUAGES:
        response.set_cookie(
            COOKIE, chosen, max_age=_YEAR_S, httponly=True, samesite="Strict", secure=https
        )


def vn_date(day: date | datetime) -> str:
    """`05/11/2026`. A moment is taken to Viet Nam's time first."""
    return f"{_here(day) if isinstance(day, datetime) else day:%d/%m/%Y}"


def vn_datetime(at: datetime) -> str:
    """`05/11/2026 14:07`, in Viet Nam's time."""
    return day_time_vi(_here(at))


def ago(at: datetime) -> str:
    """How old something is, in words: `5 phút trước`.

    Whole minutes, hours or days, rounded down. A moment still to come by more than a minute is
    a clock that is wrong, and is said as such.
    """
    age_s = int((side().now() - _here(at)).total_seconds())
    if age_s < -60:
        return t("ago-ahead")
    if age_s < 60:
        return t("ago-now")
    if age_s < 3600:
        return t("ago-minutes", count=age_s // 60)
    if age_s < 86400:
        return t("ago-hours", count=age_s // 3600)
    return t("ago-days", count=age_s // 86400)


def _here(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ContractError("time-not-aware", at=at.isoformat())
    return at.astimezone(VIETNAM)
