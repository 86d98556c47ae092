"""The one base of every error of the issuance desk."""

from __future__ import annotations

from cardsvc.errors import CentreError


class IssuanceError(CentreError):
    """Something that cannot be issued."""
