"""What can go wrong between a host and its reader, besides `CardGone` (see `card.apdu`)."""

from __future__ import annotations

from enum import StrEnum

from firmware_config.errors import ContractError


class ReaderProblem(StrEnum):
    """Why there is no reader."""

    STARTING = "reader-starting"
    PYSCARD_MISSING = "pyscard-missing"
    SERVICE_DOWN = "pcscd-not-running"
    NO_READER = "no-reader"
    NO_MATCHING_READER = "no-matching-reader"
    WORKER_STOPPED = "reader-worker-stopped"


class ReaderUnavailable(ContractError):
    """No reader. `code` is a `ReaderProblem`; `remedy` is the command that mends it, or empty."""

    def __init__(self, problem: ReaderProblem, remedy: str = "") -> None:
        super().__init__(problem.value, remedy=remedy)
        self.problem = problem
        self.remedy = remedy


class ReaderBusy(ContractError):
    """`reader-queue-full`, or `reader-in-use`: another program holds the card."""


class CardSwapped(ContractError):
    """The card a job was meant for is no longer the one in the reader. The job was not begun."""

    def __init__(self, *, expected: int, present: int) -> None:
        super().__init__("card-swapped", expected=expected, present=present)


class JobTimeout(ContractError):
    """A job was not done in time.

    Not `started`: it never will be. `started`: the worker is still at it, and what it did to
    the card is not known.
    """

    def __init__(self, *, started: bool, timeout_s: float) -> None:
        super().__init__("reader-timeout", started=started, timeout_s=timeout_s)
        self.started = started


class WorkerClosed(ContractError):
    """The reader worker was closed; the job was not begun."""

    def __init__(self) -> None:
        super().__init__("reader-closed")
