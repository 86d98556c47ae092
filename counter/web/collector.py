"""Who collects, as the page of an offer says it: a proxy only if one was filled in."""

from __future__ import annotations

from datetime import date

from flask import request

from counter.decision.proxy import Proxy, ProxyFault
from counter.readers.citizen_card import CitizenCardError, citizen_number
from firmware_config.collector import Document


def proxy_now() -> Proxy | None:
    """The proxy in the form; None when the person collects.

    Raises:
        ProxyFault: something is missing or cannot be read.
    """
    form = request.form
    number = form.get("proxy", "").strip()
    day = form.get("proxy-until", "").strip()
    if not number and not day:
        return None
    if not number:
        raise ProxyFault("proxy-number")
    try:
        until = date.fromisoformat(day)
    except ValueError:
        raise ProxyFault("proxy-until") from None
    try:
        document = Document(form.get("proxy-document", ""))
    except ValueError:
        raise ProxyFault("proxy-document") from None
    if document is Document.PASSPORT:
        return Proxy.of_passport(number, until)
    try:
        return Proxy.of_citizen(citizen_number(number), until)
    except CitizenCardError:
        raise ProxyFault("proxy-number") from None
