"""The one base of every error about list cases."""

from __future__ import annotations

from cardsvc.errors import CentreError


class ListCaseError(CentreError):
    """Something that cannot be done with a list now. Each module names its codes; messages are
    `list-refusal-<code>`."""
