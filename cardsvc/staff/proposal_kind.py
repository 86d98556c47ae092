"""What needs two people."""

from __future__ import annotations

from enum import StrEnum


class ProposalKind(StrEnum):
    LIST = "list"
    RATE_RUN = "rate-run"
    KEY = "key"
    UNBLOCK = "unblock"
    PIN = "pin"
    ROLE = "role"
    CASE = "case"
    MODE = "mode"
    TERMINAL = "terminal"
    REPORT = "report"
    RETENTION = "retention"
    MONEY = "money"
