"""A listener to a reader that a test can wait on."""

from __future__ import annotations

import queue

from firmware_config.reader.events import ReaderEvent

_WAIT_S = 10.0


class Inbox:
    """Subscribe the object itself."""

    def __init__(self) -> None:
        self._events: queue.Queue[ReaderEvent] = queue.Queue()

    def __call__(self, event: ReaderEvent) -> None:
        self._events.put(event)

    def take(self, count: int = 1) -> list[ReaderEvent]:
        """The next events, waiting for each. Raises `queue.Empty` after ten seconds."""
        return [self._events.get(timeout=_WAIT_S) for _ in range(count)]

    @property
    def empty(self) -> bool:
        return self._events.empty()
