"""Who may watch a centre, and how much it logs: told at its start."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Self

from cardsvc.errors import CentreError

Network = IPv4Network | IPv6Network

LOOPBACK = "127.0.0.0/8,::1/128"
LEAST_TOKEN_LETTERS = 20
LEVELS = ("debug", "info", "warning", "error")
_PREFIX = "CARDSVC_"


class MonitoringError(CentreError):
    """`setting-not-a-network`, `setting-token-file` or `setting-not-a-level`, with its `name`."""


@dataclass(frozen=True, slots=True)
class Monitoring:
    """`/metrics` and `/ready` answer whoever calls from one of `networks`, or has the `token`.

    Behind a proxy on this machine everybody calls from loopback: with `https` it is in `networks`
    only if it was told.
    """

    networks: tuple[Network, ...] = tuple(ip_network(one) for one in LOOPBACK.split(","))
    token: str | None = field(default=None, repr=False)
    log_level: str = "info"

    @classmethod
    def parse(cls, told: Mapping[str, str], *, https: bool) -> Self:
        """From `METRICS_FROM` (networks, comma-separated), `METRICS_TOKEN_FILE` and `LOG`.

        Raises:
            MonitoringError: see there.
        """
        level = told.get("LOG", "info")
        if level not in LEVELS:
            raise MonitoringError("setting-not-a-level", name=f"{_PREFIX}LOG", value=level)
        networks = told.get("METRICS_FROM", "" if https else LOOPBACK)
        return cls(_networks(networks), _token(told.get("METRICS_TOKEN_FILE")), level)

    def lets_in(self, address: str, token: str) -> bool:
        """`token` is what was sent, or nothing."""
        if self.token is not None and hmac.compare_digest(token.encode(), self.token.encode()):
            return True
        try:
            calling = ip_address(address)
        except ValueError:
            return False
        return any(calling in network for network in self.networks)


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError:
        raise MonitoringError(
            "setting-not-a-network", name=f"{_PREFIX}METRICS_FROM", value=text
        ) from None


def _token(file: str | None) -> str | None:
    if file is None:
        return None
    try:
        token = Path(file).read_text("ascii").strip()
    except (OSError, ValueError):
        token = ""
    if len(token) < LEAST_TOKEN_LETTERS:
        raise MonitoringError(
            "setting-token-file",
            name=f"{_PREFIX}METRICS_TOKEN_FILE",
            value=file,
            least_letters=LEAST_TOKEN_LETTERS,
        )
    return token
