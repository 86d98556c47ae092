"""A disk that does not take what is written, in words: on pages, for tills and for commands."""

from __future__ import annotations

import logging
import sys
from typing import NoReturn

import click
from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from firmware_config.file_trouble import NO_ROOM, FileTrouble, trouble_of
from firmware_config.web.catalogue import LANGUAGES, WEB_MESSAGES, Catalogue
from firmware_config.web.error_pages import show_error

_NOWHERE = "none"
"""What the messages know a place by that is not told."""
_PARTS = ("what", "why", "do")
_log = logging.getLogger(__name__)


class FileUnwritable(HTTPException):
    """507 (RFC 4918 §11.5) where there is no room, else 503."""

    def __init__(self, trouble: FileTrouble) -> None:
        super().__init__()
        self.code = 507 if trouble.code == NO_ROOM else 503
        self.words = trouble.code
        # How a server's folders are called is nothing for who has not signed in.
        self.told = {"place": (g.get("account") and trouble.place) or _NOWHERE}


def add_to(app: Flask) -> None:
    app.register_error_handler(OSError, _told)


def command_words(error: OSError, language: str | None = None) -> list[str]:
    """A line in each language, or in one; none for an error that is no disk's."""
    trouble = trouble_of(error)
    if trouble is None:
        return []
    catalogue = Catalogue.load((WEB_MESSAGES,))
    lines = []
    for one in LANGUAGES if language is None else (language,):
        t = catalogue.translator(one)
        told = [
            t(f"error-{trouble.code}-{part}", place=trouble.place or _NOWHERE) for part in _PARTS
        ]
        lines.append("{}. {} {}".format(*told))
    return lines


def end_command(name: str, error: OSError) -> NoReturn:
    """The command says it in each language and ends; raises `error` if it is no disk's."""
    lines = command_words(error)
    if not lines:
        raise error
    for line in lines:
        click.echo(f"{name}: {line}", err=True)
    sys.exit(2)


def _told(error: OSError) -> ResponseReturnValue:
    trouble = trouble_of(error)
    if trouble is None:
        raise error  # the program's own fault: a 500 with its number in the log
    told = {"fault": trouble.code, "place": trouble.place, "endpoint": request.endpoint}
    _log.error("file-unwilling", extra=told)
    return show_error(FileUnwritable(trouble))
