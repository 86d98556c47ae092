"""What can be wrong with the broker, as the centre sees it."""

from __future__ import annotations

from cardsvc.errors import CentreError


class BrokerFault(CentreError):
    """`broker-unknown` (there is no broker here: `cardsvc broker config` was never run),
    `broker-node` (not `NAME=HOST[:PORT[:ROUTE_PORT[:MONITOR_PORT]]]`), `broker-nodes` (not three of
    different names), `broker-missing` (nats-py is not installed), `broker-stream` (a stream that
    cannot be made, with the broker's own word), `broker-no-province` (no office yet).
    """
