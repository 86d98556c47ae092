"""The one base of every error about accounts, four eyes and the trail."""

from __future__ import annotations

from cardsvc.errors import CentreError


class StaffError(CentreError):
    """Something that this member of staff may not do, or not now. Each module names its codes."""
