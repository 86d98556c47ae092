"""Where a receipt printer is, as the settings say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from firmware_config.errors import ContractError

_PORT = 9100  # "raw" printing, as every network printer listens
_ADDRESS = re.compile(
    r"file:(?P<path>.+)"
    r"|network:(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>\d{1,5}))?"
    r"|usb:(?P<vendor>[0-9A-Fa-f]{4}):(?P<product>[0-9A-Fa-f]{4})"
    r"(?::(?P<in_ep>[0-9A-Fa-f]{2}):(?P<out_ep>[0-9A-Fa-f]{2}))?"
)


class PrinterAddressError(ContractError):
    """`printer-address` with the `text`."""


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """Where a printer is: one of `path`, `host` with `port`, or a USB `device`.

    `device` is vendor, product, and the endpoints in and out.
    """

    path: str = ""
    host: str = ""
    port: int = _PORT
    device: tuple[int, int, int, int] | None = None

    @classmethod
    def parse(cls, text: str) -> PrinterAddress:
        """`file:/dev/usb/lp0`, `network:host:port`, or `usb:04b8:0202` with its endpoints `:82:01`
        where they are others.

        Raises:
            PrinterAddressError: anything else.
        """
        found = _ADDRESS.fullmatch(text.strip())
        if found is None:
            raise PrinterAddressError("printer-address", text=text)
        if found["path"]:
            return cls(path=found["path"])
        if found["host"]:
            port = int(found["port"] or _PORT)
            if not 0 < port < 1 << 16:
                raise PrinterAddressError("printer-address", text=text)
            return cls(host=found["host"].strip("[]"), port=port)
        names = ("vendor", "product", "in_ep", "out_ep")
        vendor, product, in_ep, out_ep = (int(found[name] or "0", 16) for name in names)
        return cls(device=(vendor, product, in_ep or 0x82, out_ep or 0x01))
