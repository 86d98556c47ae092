"""The way back to the desk from a POST, by 303; with a word of what it could not do."""

from __future__ import annotations

import logging

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

_log = logging.getLogger(__name__)


def to_desk(said: str | None = None) -> ResponseReturnValue:
    """`said` is one of `payout.SAID`."""
    return redirect(url_for("payout.desk", said=said), 303)


def moved() -> ResponseReturnValue:
    """What was asked for is on the desk no more."""
    _log.info("stale-action", extra={"endpoint": request.endpoint})
    return to_desk("moved")
