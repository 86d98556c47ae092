"""Numbers in addresses, as `/recent/<int:seq>`: no larger than a database can be asked for."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**53 - 1
"""As in JSON (RFC 8259 §6), and within the 64 bits of a column."""


class WholeNumber(IntegerConverter):
    """`<int:…>` with a bound: what is beyond it is no address."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})
