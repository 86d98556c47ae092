"""Why what a stick brought was not taken, in words."""

from __future__ import annotations

from firmware_config.stick.coming import Refused
from firmware_config.web.catalogue import Translator

# Those that have words of their own; whatever else a layer below may say is told by its code.
_KNOWN = frozenset(
    {
        *("stick-half-written", "stick-of-another", "stick-malformed", "stick-too-large"),
        *("bad-signature", "terminal-unknown", "terminal-revoked", "terminal-quarantined"),
        "batch-gap",
    }
)


def refusal(refused: Refused, t: Translator) -> str:
    code = refused.code if refused.code in _KNOWN else "other"
    return t(f"stick-refused-{code}", code=refused.code, expected=refused.expected or 0)
