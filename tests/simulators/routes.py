"""What tests ask of an application's routes."""

from __future__ import annotations

from flask import Flask

from firmware_config.web.access import rule_of


def routes_without_rule(app: Flask) -> list[str]:
    """Endpoints nobody could use."""
    return sorted(name for name in app.view_functions if rule_of(app, name) is None)
