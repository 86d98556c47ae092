"""The `cwt` library as a peer: JSON lines in, JSON lines out.

Run by the Python of an environment of its own, since `cwt` pins an older `cbor2` than ours.
Octets travel as hexadecimal; a key is its x, y and, to sign with, d.

    {"do": "sign" | "sign-cwt" | "verify" | "verify-cwt", "key": {…}, "kid": …, "octets": …}

`sign` makes a COSE_Sign1 over `octets`; with `unprotected_kid` the `kid` goes in the other
header. `sign-cwt` reads `octets` as a CBOR map of claims. The answer is `{"octets": …}` (for
`verify-cwt` the claims encoded again), or `{"refused": …}` with the error's name and text.
"""

import json
import sys
from typing import Any

import cbor2
from cwt import COSE, CWT, COSEKey

ES256 = -7


def key_of(request: dict[str, Any]) -> Any:
    numbers = {name: bytes.fromhex(text) for name, text in request["key"].items()}
    params = {1: 2, 2: bytes.fromhex(request["kid"]), 3: ES256, -1: 1}
    params |= {-2: numbers["x"], -3: numbers["y"]}
    if "d" in numbers:
        params[-4] = numbers["d"]
    return COSEKey.new(params)


def answer(request: dict[str, Any]) -> Any:
    key, octets = key_of(request), bytes.fromhex(request["octets"])
    kid = bytes.fromhex(request["kid"])
    if request["do"] == "verify":
        return COSE.new(verify_kid=True).decode(octets, key)
    if request["do"] == "verify-cwt":
        return cbor2.dumps(CWT.new().decode(octets, key))
    if request["do"] == "sign-cwt":
        return CWT.new().encode(cbor2.loads(octets), key, tagged=False)
    protected: dict[int, Any] = {1: ES256, 4: kid}
    unprotected: dict[int, Any] = {}
    if request.get("unprotected_kid"):
        del protected[4]
        unprotected[4] = kid
    return COSE.new().encode_and_sign(octets, key, protected, unprotected)


def main() -> None:
    for line in sys.stdin:
        try:
            told = {"octets": answer(json.loads(line)).hex()}
        except Exception as error:
            told = {"refused": f"{type(error).__name__}: {error}"}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
