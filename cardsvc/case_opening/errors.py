"""The one base of every error about cases."""

from __future__ import annotations

from cardsvc.errors import CentreError


class CaseError(CentreError):
    """A case that is not there, or what may not be done with it. Each module names its codes."""
