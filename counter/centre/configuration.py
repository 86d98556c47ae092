"""The signed configuration, as a counter's settings say where it is kept."""

from __future__ import annotations

from counter.settings import Settings
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.clock import Clock


def configuration_of(settings: Settings, clock: Clock) -> Configurations | None:
    """None for a counter that was not given a province and a first root."""
    if settings.province is None or not settings.configuration_root.exists():
        return None
    return Configurations(
        settings.configuration_file,
        settings.configuration_root.read_bytes(),
        settings.province,
        settings.office,
        clock,
    )
