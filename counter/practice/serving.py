"""A practice counter, put together: the real station and pages over the practice centre."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from counter.app import create_app
from counter.practice.place import Practice
from counter.practice.web import practice_pages
from counter.station import Station
from firmware_config.web.events import EventStream


@dataclass(frozen=True, slots=True)
class Serving:
    """Not started yet. Whoever serves `app` closes `hub` first and stops the station last."""

    station: Station
    app: Flask
    hub: EventStream


def serving(practice: Practice, *, strict: bool = False) -> Serving:
    """`strict` (tests) makes a missing message raise."""
    hub = EventStream()
    station = Station(practice.settings, hub.publish, transport=practice.centre)
    app = create_app(station, hub, strict=strict)
    app.register_blueprint(practice_pages(practice.records))
    return Serving(station, app, hub)
