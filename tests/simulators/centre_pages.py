"""A centre with a simulated counter's tray, and people signed in to its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.registry.offices import Office
from demo.people import TAN_TRAO
from firmware_config.ids import OfficeId
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from tests.simulators.centre_world import Hands
from tests.unit.web.small_side import token_of

OFFICE = Office(OfficeId("301040"), "Bưu điện Tân Trào", TAN_TRAO.province)
STATED: dict[str, Any] = {
    "programme": "BTXH",
    "province": OFFICE.province.text,
    "office": OFFICE.id.text,
    "period": "2026-11",
}


@dataclass(slots=True)
class Desk:
    """A centre with a simulated counter's tray, and its pages."""

    centre: Centre
    clock: Hands
    news: EventStream
    accounts: FileAccounts
    tray: Path
    client: FlaskClient

    def sign_in(self, role: str, user: str = "") -> Browser:
        """A browser of somebody new. The user is called as the role unless told otherwise."""
        user = user or role
        password = self.accounts.create(user, role)
        client = self.client.application.test_client()
        client.environ_base["HTTP_HOST"] = "127.0.0.1"
        form = {"user": user, "password": password, "csrf_token": token_of(client.get("/sign-in"))}
        assert client.post("/sign-in", data=form).status_code == 303
        return Browser(client)

    def rows_in(self, name: str) -> int:
        with self.centre.reading.begin() as connection:
            table = tables.metadata.tables[name]
            return connection.execute(select(func.count()).select_from(table)).scalar_one()


@dataclass(slots=True)
class Browser:
    """Somebody signed in."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, *, follow: bool = True, **fields: Any) -> TestResponse:
        fields["csrf_token"] = token_of(self.client.get("/"))
        kind = "multipart/form-data" if "file" in fields else None
        return self.client.post(path, data=fields, content_type=kind, follow_redirects=follow)

    def upload(self, octets: bytes, name: str = "danh-sach.xlsx", **stated: str) -> TestResponse:
        return self.post("/lists", file=(BytesIO(octets), name), **(STATED | stated))

    def accept(self, preview: TestResponse, aside: int = 0) -> TestResponse:
        """Press the button of a preview."""
        mark = re.search(r'name="mark" value="(\w+)"', preview.text)
        return self.post(f"{preview.request.path}/accept", mark=mark and mark[1], aside=aside)


def saved(book: openpyxl.Workbook) -> bytes:
    octets = BytesIO()
    book.save(octets)
    return octets.getvalue()
