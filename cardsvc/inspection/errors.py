"""The one base of every error about inspection."""

from __future__ import annotations

from cardsvc.errors import CentreError


class InspectionError(CentreError):
    """What cannot be drawn, recorded or read. Each module names its codes."""
