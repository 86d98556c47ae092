"""Where the broker's nodes are, and whose certificates they must have."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from firmware_config.errors import ContractError


class BrokerError(ContractError):
    """`broker-url` (not `tls://host:port`, nor `nats://` on loopback), `broker-ca` (no file of
    certificates), `broker-unreachable` (no node lets us in), each with what was tried."""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """The nodes, and who vouches for their certificates (None: the machine's own authorities)."""

    urls: tuple[str, ...]
    ca: Path | None = None

    @classmethod
    def parse(cls, urls: Sequence[str], ca: Path | None = None) -> Self:
        """Raises `BrokerError` (`broker-url`)."""
        for url in urls:
            parts = urlsplit(url)
            try:
                named = parts.hostname and parts.port
            except ValueError:
                named = None
            # A name in the address would be sent in place of the credential.
            safe = parts.scheme == "tls" or (
                parts.scheme == "nats" and _is_loopback(parts.hostname or "")
            )
            if not named or not safe or parts.username is not None:
                raise BrokerError("broker-url", url=url)
        if not urls:
            raise BrokerError("broker-url", url="")
        return cls(tuple(urls), ca)

    def tls(self) -> ssl.SSLContext:
        """Raises `BrokerError` (`broker-ca`)."""
        try:
            return ssl.create_default_context(cafile=self.ca)
        except (OSError, ssl.SSLError) as error:
            raise BrokerError("broker-ca", path=str(self.ca), cause=type(error).__name__) from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
