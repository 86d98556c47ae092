"""Which way a counter's batches go: by the broker where there is one, or by HTTP."""

from __future__ import annotations

import logging

from counter.settings import Settings
from counter.transport import Transport
from counter.transport.broker_pass import BrokerPass
from counter.transport.http import HttpTransport
from firmware_config.clock import Clock

_log = logging.getLogger(__name__)


def by_broker(settings: Settings, centre: HttpTransport, clock: Clock) -> Transport:
    """`centre` itself without a broker. Its client is loaded only where there is one."""
    if settings.broker is None:
        return centre
    try:
        from counter.transport.nats import NatsTransport
    except ModuleNotFoundError as missing:
        # An optional road must not keep a counter shut.
        _log.error("broker-client-missing", extra={"module": missing.name})
        return centre
    kept = BrokerPass(settings.broker_pass_file, settings.terminal, centre, clock)
    return NatsTransport(settings.broker, kept, centre)
