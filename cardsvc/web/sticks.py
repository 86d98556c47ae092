"""Sticks at the centre: the folders of many counters in, their sealed answers out as one ZIP.

A browser sends a folder's files; which file is which is told by the manifests' hashes, never by a
name. The answers are kept in memory for the one who asked, and are made anew from the same stick.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import cast

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from cardsvc.current_centre import the_centre, the_news
from cardsvc.staff.roles import ADMINISTRATOR, FINANCE, PREPARER
from cardsvc.sticks.visit import Visit
from cardsvc.web.stick_words import refusal
from firmware_config.errors import ContractError
from firmware_config.stick.coming import Refused
from firmware_config.stick.going import MAX_BYTES, MAX_MANIFEST_BYTES, Manifest, Named
from firmware_config.stick.layout import IN, answer_name
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t
from firmware_config.web.security import max_body

KEY = "cardsvc-sticks"
MOST_KEPT = 16
_READ_BYTES = 1 << 20
ZIP_NAME = "chitra-in.zip"

sticks = Blueprint("sticks", __name__, url_prefix="/sticks")


@dataclass(frozen=True, slots=True)
class _Taken:
    user: str
    visits: tuple[Visit, ...] = field(repr=False)


class Answers:
    """The last few, each for the one who asked for it. Safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Taken] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, user: str, visits: tuple[Visit, ...]) -> str:
        """The name they go by, which nobody can guess."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._kept[name] = _Taken(user, visits)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return name

    def find(self, name: str, user: str) -> tuple[Visit, ...] | None:
        with self._lock:
            kept = self._kept.get(name)
        return None if kept is None or kept.user != user else kept.visits


def add_to(app: Flask) -> None:
    app.extensions[KEY] = Answers()
    app.register_blueprint(sticks)


@sticks.app_template_filter()
def stick_refusal(refused: Refused) -> str:
    return refusal(refused, t)


@sticks.get("")
@roles(PREPARER, FINANCE, ADMINISTRATOR)
def page() -> str:
    return render_template("cardsvc/sticks.html")


@sticks.post("")
@roles(PREPARER, FINANCE, ADMINISTRATOR)
@max_body(MAX_BYTES)
def take() -> ResponseReturnValue:
    """Every counter whose manifest is among the files."""
    centre, user = the_centre(), current_account().user
    manifests, files = _sorted(request.files.getlist("files"))
    if not manifests:
        return render_template("cardsvc/sticks.html", is_empty=True), 422

    def read(named: Named) -> bytes | None:
        file = files.get(named.digest)
        if file is None:
            return None
        file.stream.seek(0)
        return file.stream.read(named.length + 1)

    desk = centre.sticks
    visits = tuple(desk.take(name, manifest, read) for name, manifest in manifests)
    with centre.engine.begin() as connection:
        for visit in visits:
            visit.note(connection, user, centre.clock())
    the_news().publish("ledger")
    name = _answers().keep(user, visits)
    return redirect(url_for("sticks.taken", name=name), 303)


@sticks.get("/<name>")
@roles(PREPARER, FINANCE, ADMINISTRATOR)
def taken(name: str) -> str:
    return render_template("cardsvc/sticks_taken.html", name=name, visits=_found(name))


@sticks.get(f"/<name>/{ZIP_NAME}")
@roles(PREPARER, FINANCE, ADMINISTRATOR)
def answers(name: str) -> Response:
    answer = Response(_packed(_found(name)), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{ZIP_NAME}"'
    return answer


def _sorted(
    sent: Iterable[FileStorage],
) -> tuple[list[tuple[str, bytes]], dict[bytes, FileStorage]]:
    """The manifests with the terminals that they name, and all other files by SHA-256."""
    manifests, files = [], {}
    for file in sent:
        head = file.stream.read(MAX_MANIFEST_BYTES + 1)
        if len(head) <= MAX_MANIFEST_BYTES:
            try:
                manifests.append((Manifest.terminal_named_in(head).text, head))
                continue
            except ContractError:
                pass  # a batch, or a file that is none of ours
        digest = hashlib.sha256(head)
        while octets := file.stream.read(_READ_BYTES):
            digest.update(octets)
        files[digest.digest()] = file
    return manifests, files


def _packed(visits: Iterable[Visit]) -> bytes:
    """To be unpacked at the top of the stick."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_STORED) as packed:
        for visit in visits:
            if visit.answer is not None and visit.terminal is not None:
                packed.writestr(str(PurePosixPath(IN, answer_name(visit.terminal))), visit.answer)
    return octets.getvalue()


def _found(name: str) -> tuple[Visit, ...]:
    visits = _answers().find(name, current_account().user)
    if visits is None:
        abort(404)
    return visits


def _answers() -> Answers:
    return cast(Answers, current_app.extensions[KEY])
