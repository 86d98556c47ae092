"""A few pages on the shared layout, for tests of the layout and its script."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, redirect, render_template_string, request
from flask.typing import ResponseReturnValue

from firmware_config.web.access import roles
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.app import harden
from firmware_config.web.events import EventStream

_HOME = """
{% extends web_layout %}
{% from "web/macros.html" import csrf, banner %}
{% block live %}data-events="/events"{% endblock %}
{% block banner_simulated %}{{ banner("simulated", "Đầu đọc mô phỏng") }}{% endblock %}
{% block content %}
<div id="reader" data-fragment="/reader" data-on="reader"></div>
<form id="pay" method="post" action="/pay">{{ csrf() }}
  <button class="button" name="what" value="cash" data-key="F2">Chi <kbd>F2</kbd></button>
</form>
<form method="post" action="/find" data-swap="#found">{{ csrf() }}
  <label for="name">Tên</label><input id="name" name="name">
  <button class="button">Tìm</button>
</form>
<div id="found"></div>
<a class="button" href="/paid" data-key="Enter">Xem</a>
{% endblock %}
"""
_ANSWER = """
{% extends web_layout %}
{% from "web/macros.html" import answer %}
{% block content %}{{ answer("paid", "Đã chi trả", "1.500.000 ₫") }}{% endblock %}
"""


@dataclass(slots=True)
class SmallPages:
    """The app, its hub, and what happened to it."""

    app: Flask
    hub: EventStream
    card: str = "chưa có thẻ"
    paid: list[str] = field(default_factory=list)


def small_pages(accounts: FileAccounts, static: Path) -> SmallPages:
    app = Flask("small_pages", static_folder=static, static_url_path="/own")
    harden(app, name="pages", product_id="sign-in", accounts=accounts, strict=True)
    pages = SmallPages(app, EventStream(heartbeat_s=0.5))

    @app.get("/")
    @roles("teller")
    def home() -> str:
        return render_template_string(_HOME)

    @app.get("/events")
    @roles("teller")
    def events() -> ResponseReturnValue:
        return pages.hub.response()

    @app.get("/reader")
    @roles("teller")
    def reader() -> str:
        return render_template_string("<p>{{ card }}</p>", card=pages.card)

    @app.post("/pay")
    @roles("teller")
    def pay() -> ResponseReturnValue:
        time.sleep(0.3)
        pages.paid.append(request.form["what"])
        return redirect("/paid", 303)

    @app.get("/paid")
    @roles("teller")
    def paid() -> str:
        return render_template_string(_ANSWER)

    @app.post("/find")
    @roles("teller")
    def find() -> str:
        return render_template_string("<p>{{ name }}</p>", name=request.form["name"])

    return pages
