"""A store that does not take what is written ends any page and any answer to a till alike.

The desk tells it of a payout by itself, with what the journal says of that. Everything else that
is posted comes here: a page, a part of one or a problem document, by name and never a 500.
"""

from __future__ import annotations

import logging
import sqlite3

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import ServiceUnavailable

from counter.store.trouble import StoreTrouble
from counter.web.here import station
from firmware_config.sqlite import sqlite_module
from firmware_config.web.error_pages import show_error

# BEGIN goes to the driver itself, whose errors SQLAlchemy then does not wrap.
_DRIVER = {StoreTrouble, DBAPIError, sqlite3.Error, sqlite_module().Error}
_log = logging.getLogger(__name__)


class StoreUnwilling(ServiceUnavailable):
    """In the words of `error-…-what`, `-why` and `-do` for the trouble's code."""

    def __init__(self, trouble: StoreTrouble) -> None:
        super().__init__()
        self.words = trouble.code


def add_to(app: Flask) -> None:
    for kind in _DRIVER:
        app.register_error_handler(kind, _told)


def _told(error: Exception) -> ResponseReturnValue:
    trouble = station().journal.trouble_in(error)
    if trouble is None:
        raise error  # the program's own fault: a 500 with its number in the log
    _log.error("store-unwilling", extra={"fault": trouble.code, "endpoint": request.endpoint})
    return show_error(StoreUnwilling(trouble))
