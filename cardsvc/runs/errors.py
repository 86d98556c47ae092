"""The one base of every error that long runs raise."""

from __future__ import annotations

from cardsvc.errors import CentreError


class RunError(CentreError):
    """`run-unknown`, `run-open` with the `run` of the same work, `run-not-running`,
    `run-not-resting`, or `run-kind-unknown`."""
