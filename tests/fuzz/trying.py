"""One hostile input given to one parser, within its bounds."""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firmware_config.errors import ContractError
from tests.fuzz.parsers import Parser
from tests.simulators.world import CITIZEN

MOST_CPU_S = 2.0
"""For 64 KiB; whole lists of 100,000 people are another matter."""
MOST_MEMORY_BYTES = 768 * 2**20
"""A picture of 50 million pixels is unpacked within it, twice."""
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Unbounded(Exception):
    """A parser took longer than it may."""


class Careless(Exception):
    """An error that says too much, or that no message can be found by."""


def attempt(parser: Parser, octets: bytes) -> bool:
    """Whether `parser` takes `octets`. Raises whatever is not as the contract has it."""
    began = time.thread_time()
    try:
        parser.parse(octets)
    except ContractError as error:
        _check(error)
        return False
    finally:
        took_s = time.thread_time() - began
        if took_s > MOST_CPU_S:
            raise Unbounded(f"{parser.name}: {took_s:.1f} s for {len(octets)} octets")
    return True


@contextmanager
def little_memory() -> Iterator[None]:
    """Within it this process gets no more than `MOST_MEMORY_BYTES` beyond what it has."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_in_use() + MOST_MEMORY_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _check(error: ContractError) -> None:
    if not _CODE.fullmatch(error.code):
        raise Careless(f"no code: {error.code!r}")
    if CITIZEN.digits in str(error):
        raise Careless(f"a citizen number in {error.code}")


def _in_use() -> int:
    pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    return int(pages) * resource.getpagesize()
