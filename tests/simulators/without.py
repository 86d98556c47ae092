"""What a test does without a tool that it needs."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def without(reason: str, remedy: str) -> NoReturn:
    """Absent tools fail the build, but only skip on somebody's own machine."""
    text = f"{reason}; mend it with: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)
