"""The centre and its news, for the request being answered: of pages and of terminals."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from cardsvc.centre import Centre
from firmware_config.web.events import EventStream

KEY = "cardsvc"
NEWS = "cardsvc-news"


def put(app: Flask, centre: Centre, news: EventStream) -> None:
    app.extensions[KEY] = centre
    app.extensions[NEWS] = news


def the_centre() -> Centre:
    """The centre of the request being answered."""
    return cast(Centre, current_app.extensions[KEY])


def the_news() -> EventStream:
    """The one hub that open pages listen to."""
    return cast(EventStream, current_app.extensions[NEWS])
