"""What one side told its pages when it composed them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app
from flask.typing import ResponseReturnValue

from firmware_config.web.accounts import Account, Accounts
from firmware_config.web.catalogue import Catalogue
from firmware_config.web.sessions import KeptSessions

KEY = "chitra-web"


AfterPassword = Callable[[Account, str], ResponseReturnValue]
"""What follows a right password: sign in, or ask for more first. The path is where the person
wanted to go, on this server."""


def nobody(token: str) -> Account | None:
    return None


@dataclass(frozen=True, slots=True)
class Side:
    """One side's accounts, sessions and words.

    `product_id` is the message with the product's name, `home` the path that sign-in leads to,
    `layout` the template that every page extends, `now` an aware UTC clock, `source` tells where
    a try to sign in as that user comes from.
    """

    accounts: Accounts
    sessions: KeptSessions
    catalogue: Catalogue
    product_id: str
    home: str
    layout: str
    now: Callable[[], datetime]
    after_password: AfterPassword
    source: Callable[[str], str]
    bearer: Callable[[str], Account | None] = nobody
    """Whose account a bearer token stands for."""


def side(app: Flask | None = None) -> Side:
    """The side of `app`, or of the request being answered."""
    return cast(Side, (app or current_app).extensions[KEY])
