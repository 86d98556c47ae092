"""A centre with a simulated counter's tray, and people signed in to its pages."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cardsvc.centre import Centre
from cardsvc.registry.offices import Office
from cardsvc.staff.accounts import StaffAccounts
from cardsvc.staff.scope import EVERYWHERE, Scope
from cardsvc.staff.staff_key import KEY_BYTES, StaffKey
from demo.people import TAN_TRAO
from firmware_config.ids import OfficeId
from firmware_config.web.events import EventStream
from tests.simulators.centre_world import Hands, rows_in
from tests.simulators.cheap import CHEAP
from tests.unit.web.small_side import token_of

OFFICE = Office(OfficeId("301040"), "Bưu điện Tân Trào", TAN_TRAO.province)
STATED: dict[str, Any] = {
    "programme": "BTXH",
    "province": OFFICE.province.text,
    "office": OFFICE.id.text,
    "period": "2026-11",
}


PASSWORD = "mot cau de nho"


def accounts_of(centre: Centre) -> StaffAccounts:
    """With a cheap hash and a key of this test's own."""
    key = StaffKey(bytes(KEY_BYTES))
    return StaffAccounts(centre.engine, key, centre.clock, hasher=CHEAP)


def new_account(accounts: StaffAccounts, user: str, role: str, scope: Scope = EVERYWHERE) -> None:
    """An account that has chosen `PASSWORD`."""
    accounts.create(user, role, scope)
    accounts.choose_password(user, PASSWORD)


@dataclass(slots=True)
class Desk:
    """A centre with a simulated counter's tray, and its pages."""

    centre: Centre
    clock: Hands
    news: EventStream
    accounts: StaffAccounts
    tray: Path
    client: FlaskClient

    def sign_in(self, role: str, user: str = "", scope: Scope = EVERYWHERE) -> Browser:
        """A browser of somebody new, signed in by password. The user is called as the role unless
        told otherwise."""
        user = user or role
        new_account(self.accounts, user, role, scope)
        browser = self.browser()
        assert browser.sign_in(user, PASSWORD).status_code == 303
        return browser

    def browser(self) -> Browser:
        """One that nobody has signed in with."""
        client = self.client.application.test_client()
        client.environ_base["HTTP_HOST"] = "127.0.0.1"
        return Browser(client)

    def rows_in(self, name: str) -> int:
        return rows_in(self.centre, name)


@dataclass(slots=True)
class Browser:
    """Somebody signed in."""

    client: FlaskClient

    def sign_in(self, user: str, password: str) -> TestResponse:
        form = {"user": user, "password": password}
        token = token_of(self.client.get("/sign-in"))
        return self.client.post("/sign-in", data=form | {"csrf_token": token})

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def text(self, path: str) -> str:
        """Of a page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200
        return answer.text

    def post(self, path: str, *, follow: bool = True, **fields: Any) -> TestResponse:
        fields["csrf_token"] = token_of(self.client.get("/"))
        kind = "multipart/form-data" if "file" in fields else None
        return self.client.post(path, data=fields, content_type=kind, follow_redirects=follow)

    def upload(self, octets: bytes, name: str = "danh-sach.xlsx", **stated: str) -> TestResponse:
        return self.post("/lists", file=(BytesIO(octets), name), **(STATED | stated))
