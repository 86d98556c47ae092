"""Power that fails at the n-th point somebody passes."""

from __future__ import annotations


class PowerCut(BaseException):
    """The machine is off. No `Exception`: nothing in the product may go on after it."""


class Power:
    """One machine's. Points are passed before a card command, a commit, a message, an answer to
    the teller: they are found by running into them, and listed nowhere."""

    def __init__(self) -> None:
        self._left: int | None = None
        self.is_off = False

    def fail_at(self, point: int | None) -> None:
        """Fail at the `point`th point from here (from 0); None: no more."""
        self._left = point

    def on(self) -> None:
        self._left, self.is_off = None, False

    def point(self, *_: object) -> None:
        """Also a product's `Step`. Raises `PowerCut` from the chosen point on."""
        if self.is_off:
            raise PowerCut
        if self._left is not None:
            if self._left == 0:
                self.is_off = True
                raise PowerCut
            self._left -= 1
