"""Whose answer an answer is: a header of the centre's that names the request.

On a connection that is kept, answers are told apart by their order alone (RFC 9112 §9.3). One too
many, from a gateway that repeats itself, and every later request gets the answer to the one before
it. Nothing here proves anything, for anyone can make the name: what matters is signed. It only
says which connection to throw away.
"""

from __future__ import annotations

import hashlib

from firmware_config import cbor

ANSWER_TO = "Answer-To"
_OCTETS = 8


def answer_name(method: str, target: str, proof: str | None) -> str:
    """The header's value: hexadecimal, of the request line and its proof (`request_proof`).

    Every proved request has a name of its own. What anyone may read is named for its address
    alone, so that a cache may keep it.
    """
    told = cbor.encode([method.upper(), target, proof or ""])
    return hashlib.sha256(told).hexdigest()[: 2 * _OCTETS]
