"""Settings files of counters, as their installation writes them."""

from __future__ import annotations

from pathlib import Path

from cardsvc.centre import Centre
from cardsvc.registry.offices import Office
from counter.settings import Settings, make_counter
from tests.simulators.centre_world import BA_DINH
from tests.simulators.world import World


def settings_in(world: World, state: Path, **more: str | int | list[str]) -> Settings:
    """Of the counter of `world`, whose centre never answers."""
    return make_counter(
        state,
        terminal=world.terminal.text,
        office=world.office.text,
        office_name="Bưu cục Hoàn Kiếm",
        centre_url="http://127.0.0.1:1",
        root=world.root.public_key.point.hex(),
        status_uris=["01/0"],
        **more,
    )


def enrolled_at(
    centre: Centre,
    url: str,
    state: Path,
    terminal: str = "T0000001",
    office: Office = BA_DINH,
    **more: str | int | list[str],
) -> Settings:
    """Of a counter that `centre`, which answers at `url`, has certified."""
    made = make_counter(
        state,
        terminal=terminal,
        office=office.id.text,
        office_name=office.name,
        centre_url=url,
        root=centre.keyring.root.point.hex(),
        status_uris=[f"{office.province}/0"],
        **more,
    )
    centre.certificates.enrol(made.terminal, office.id, made.public_key)
    return made
