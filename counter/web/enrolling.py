"""The one page of a counter that nobody has taken in yet: its short code, in both languages.

There is no account and no session to lean on yet, and nothing to press: it looks again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, render_template

import firmware_config.web
from counter.centre.enrolling import Enrolling
from counter.words import MESSAGES
from firmware_config.enrolment import EnrolmentState
from firmware_config.errors import ContractError
from firmware_config.vietnamese.dates import VIET_NAM
from firmware_config.web.access import public
from firmware_config.web.catalogue import LANGUAGES, Catalogue, Translator
from firmware_config.web.security import add_headers

_FAULTS = "enrol-fault-"


@dataclass(frozen=True, slots=True)
class Said:
    """All that stands on the page, in one language."""

    language: str
    title: str
    what: str
    fault: str


def enrolling_page(enrolling: Enrolling) -> Flask:
    """An application that shows how the request stands under every address."""
    app = Flask("counter", static_folder="static", static_url_path="/counter")
    shared = Path(firmware_config.web.__file__).parent / "static"
    app.register_blueprint(Blueprint("web", __name__, static_folder=shared, static_url_path="/web"))
    catalogue = Catalogue.load((MESSAGES,))

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    @public
    def page(path: str) -> str:
        answer = enrolling.answer
        state = answer.state if answer else None
        if enrolling.done.is_set():
            state = EnrolmentState.APPROVED
        said = [_said(enrolling, state, one, catalogue) for one in LANGUAGES]
        code = answer.code if answer and state is EnrolmentState.WAITING else ""
        return render_template("counter/enrolling.html", said=said, code=code, state=state)

    app.after_request(add_headers)
    return app


def fault_in(fault: ContractError, catalogue: Catalogue, t: Translator) -> str:
    """Why there is no answer, and what to do."""
    known = f"{_FAULTS}{fault.code}"
    ahead_s = fault.data.get("ahead_s")
    seconds = ahead_s if isinstance(ahead_s, int) else 0
    return t(
        known if known in catalogue else f"{_FAULTS}other",
        code=fault.code,
        side="ahead" if seconds > 0 else "behind",
        minutes=max(1, abs(seconds) // 60),
    )


def _said(
    enrolling: Enrolling, state: EnrolmentState | None, language: str, catalogue: Catalogue
) -> Said:
    t, new, answer = catalogue.translator(language), enrolling.newcomer, enrolling.answer
    kind = state.value if state else "asking"
    until = f"{answer.expires_at.astimezone(VIET_NAM):%H:%M %d/%m/%Y}" if answer else ""
    return Said(
        language,
        t(f"enrol-{kind}"),
        t(f"enrol-{kind}-what", office=new.office.text, place=new.place or "–", until=until),
        "" if enrolling.fault is None else fault_in(enrolling.fault, catalogue, t),
    )
