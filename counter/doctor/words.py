"""A finding in words."""

from __future__ import annotations

from counter.doctor.finding import Finding, Level
from firmware_config.web.catalogue import Translator


def name(finding: Finding, t: Translator) -> str:
    """What was looked at."""
    return t(f"doctor-{finding.check}")


def what(finding: Finding, t: Translator) -> str:
    return t(f"doctor-{finding.code}", **finding.data)


def mend(finding: Finding, t: Translator) -> str | None:
    """What to do about it; None when there is nothing to do."""
    if finding.level is Level.OK:
        return None
    return t(f"doctor-{finding.code}-do", **finding.data)
