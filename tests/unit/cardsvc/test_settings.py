"""Settings are parsed once, and what cannot be parsed is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsvc.settings import Settings, SettingsError


def test_a_folder_is_all_that_has_to_be_told() -> None:
    settings = Settings.parse({"CARDSVC_STATE": "/srv/centre"})
    assert settings == Settings.of(Path("/srv/centre"))
    assert settings.host == "127.0.0.1"
    assert settings.database_url == "sqlite:////srv/centre/cardsvc.db"


def test_all_can_be_told() -> None:
    settings = Settings.parse(
        {
            "CARDSVC_STATE": "/srv/centre",
            "CARDSVC_DATABASE_URL": "postgresql+psycopg://centre@/centre",
            "CARDSVC_HOST": "10.0.0.1",
            "CARDSVC_PORT": "443",
            "CARDSVC_HOSTS": "chitra.example, 10.0.0.1",
            "CARDSVC_HTTPS": "1",
            "CARDSVC_SIMULATED": "0",
        }
    )
    assert settings.database_url == "postgresql+psycopg://centre@/centre"
    assert (settings.port, settings.https, settings.is_simulated) == (443, True, False)
    assert settings.hosts == {"chitra.example", "10.0.0.1"}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("STATE", "", "setting-missing"),
        ("PORT", "https", "setting-not-a-port"),
        ("PORT", "65536", "setting-not-a-port"),
        ("HTTPS", "yes", "setting-not-0-or-1"),
        ("TRAY", "/srv/tray", "setting-only-when-simulated"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, code: str) -> None:
    environ = {"CARDSVC_STATE": "/srv/centre", f"CARDSVC_{name}": value}
    with pytest.raises(SettingsError) as refused:
        Settings.parse(environ)
    assert (refused.value.code, refused.value.data["name"]) == (code, f"CARDSVC_{name}")
