"""TOML from outside, within bounds: `tomllib` has none of its own.

What it would nest until the stack ends, or spend memory on by the square of a key's parts, is
refused as what is no TOML.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

MOST_DOTS = 16
"""Outside strings, on one line. Our own keys have three parts at most."""
_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#.*')


def loads(text: str) -> dict[str, Any]:
    """The table in `text`.

    Raises:
        tomllib.TOMLDecodeError: no TOML, or nothing that a person would write.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > MOST_DOTS and _STRING_OR_COMMENT.sub("", line).count(".") > MOST_DOTS:
            raise tomllib.TOMLDecodeError(f"A key of too many parts (at line {number}, column 1)")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError("Nested too deeply (at line 1, column 1)") from None
    except ValueError as error:  # more digits than `int` takes, a day that is none
        raise tomllib.TOMLDecodeError(f"{error} (at line 1, column 1)") from None
