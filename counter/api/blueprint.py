"""The blueprint that every route of the interface hangs on, and from where it may be called."""

from __future__ import annotations

import logging
from ipaddress import ip_address

from flask import Blueprint, request
from werkzeug.exceptions import Forbidden

from counter.web.here import station

PREFIX = "/api/v1"
_log = logging.getLogger(__name__)

api = Blueprint("api", __name__, url_prefix=PREFIX)


class FromElsewhere(Forbidden):
    """A call from an address that `tills_from` does not name."""

    words = "elsewhere"


@api.before_request
def only_from_here() -> None:
    address = ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - no address is no place
    if not any(address in network for network in station().settings.tills_from):
        _log.warning("till-from-elsewhere")
        raise FromElsewhere
