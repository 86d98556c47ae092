"""An application that answers on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from firmware_config.web.serve import Server


@contextmanager
def answering(app: Flask, *on_stop: Callable[[], None]) -> Iterator[str]:
    """Its address, without a slash at the end. `on_stop` ends its streams of events."""
    server = Server(app, on_stop=on_stop)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
