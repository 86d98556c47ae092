"""The local interface, `/api/v1/`: what a post's own till needs to drive this counter.

JSON in and out; refusals are problem documents (RFC 9457). Each till has a token and stands for
one teller; what needs a supervisor needs that name and password in the request. Only from this
machine, unless `tills_from` in the settings says otherwise. The interface tells of itself at
`/api/v1/openapi.json`, which is made from the routes.
"""

from __future__ import annotations

from flask import Flask

from counter.api import describing as describing
from counter.api import desk as desk
from counter.api import looking as looking
from counter.api import supervision as supervision
from counter.api.blueprint import api

# What is imported above hangs its routes on `api`.


def register(app: Flask) -> None:
    app.register_blueprint(api)
