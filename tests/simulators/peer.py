"""The `cwt` library behind a pipe; see `cwt_peer`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType

from cryptography.hazmat.primitives.asymmetric import ec

from firmware_config.signing import FileKey, PublicKey

_ROOT = Path(__file__).resolve().parents[2]
REMEDY = "python3 -m venv .venv-cwt && .venv-cwt/bin/pip install cwt"


class PeerMissing(Exception):
    """There is no environment with `cwt` in it."""


class PeerRefused(Exception):
    """The peer did not take the message; the text says why."""


class CwtPeer:
    """A running peer that knows one key. As a context manager it ends the process."""

    def __init__(self) -> None:
        python = Path(os.environ.get("CHITRA_CWT_PYTHON", _ROOT / ".venv-cwt/bin/python"))
        if not python.exists():
            raise PeerMissing(str(python))
        private = ec.generate_private_key(ec.SECP256R1())
        self.key = FileKey(private)
        self._secret = private.private_numbers().private_value.to_bytes(32)
        self._process = subprocess.Popen(  # noqa: S603  our own script
            [python, Path(__file__).with_name("cwt_peer.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(
        self,
        do: str,
        octets: bytes,
        *,
        key: PublicKey | None = None,
        kid: bytes | None = None,
        unprotected_kid: bool = False,
    ) -> bytes:
        """To verify with another key than the peer's own, name it and its `kid`.

        Raises:
            PeerRefused: as the peer answers.
            PeerMissing: the peer cannot run.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        key = key or self.key.public_key
        numbers = _numbers_of(key)
        if do.startswith("sign"):
            numbers["d"] = self._secret.hex()
        request = {
            "do": do,
            "key": numbers,
            "kid": (kid or key.kid).hex(),
            "octets": octets.hex(),
            "unprotected_kid": unprotected_kid,
        }
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise PeerMissing("the peer ended at once") from None
        line = self._process.stdout.readline()
        if not line:
            raise PeerMissing("the peer ended at once")
        told = json.loads(line)
        if "refused" in told:
            raise PeerRefused(told["refused"])
        return bytes.fromhex(told["octets"])

    def __enter__(self) -> CwtPeer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()


def _numbers_of(key: PublicKey) -> dict[str, str]:
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)
    numbers = point.public_numbers()
    return {"x": numbers.x.to_bytes(32).hex(), "y": numbers.y.to_bytes(32).hex()}
