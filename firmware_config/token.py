"""A token (HSM, SAM, smart card) over PKCS#11: one signed-in session a process, opened when used.

A token that goes away is a named fault and no more: the next call opens it anew. `python-pkcs11`
is imported when the first token is asked for, so who keeps keys in files needs it not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from firmware_config.errors import ContractError
from firmware_config.pkcs11_uri import Pkcs11Uri

if TYPE_CHECKING:
    from pkcs11 import Session

Result = TypeVar("Result")

_PAUSES_S = (0.0, 0.1, 0.3)
"""Before the second attempt and those after it. SoftHSM writes a token's file at each sign-in, and
a process that begins meanwhile does not find the token."""


class TokenFault(ContractError):
    """A token that cannot be used, with its label as `token`.

    `token-gone` (not there, or it failed, with the `cause`), `token-pin-wrong`,
    `token-pin-locked`, `token-module-unusable`, `token-library-missing`; and of an object in it
    `token-key-missing`, `token-key-twice`, `token-key-exists`, `token-key-changed`,
    `token-signature`, with its `label`.
    """


def pkcs11() -> ModuleType:
    """The library. Raises `TokenFault` (`token-library-missing`)."""
    try:
        import pkcs11 as library
    except ImportError as error:
        raise TokenFault("token-library-missing", needs="python-pkcs11", cause=str(error)) from None
    return library


class _Module:
    """One Cryptoki library in this process.

    Calls go one at a time: a session is for one thread (PKCS#11 3.0 §6.7.6), and beginning anew
    after a fault ends every session there is. Work for several processors goes to processes.
    """

    def __init__(self, path: str) -> None:
        self.lock = threading.RLock()
        self._path = path
        self._sessions: dict[tuple[str, str | None], Session] = {}
        self._refused: dict[tuple[str, str | None], str] = {}

    def session(self, uri: Pkcs11Uri) -> Session:
        place = uri.token, uri.serial
        if place not in self._sessions:
            self._sessions[place] = self._opened(uri)
        return self._sessions[place]

    def begin_anew(self) -> None:
        """Forget all sessions; the library looks for its tokens again."""
        library = pkcs11()
        self._sessions.clear()
        try:
            library.lib(self._path).finalize()
        except library.PKCS11Error:
            # Nothing to end: the library did not get as far as its beginning.
            return

    def _opened(self, uri: Pkcs11Uri) -> Session:
        library = pkcs11()
        place, pin = (uri.token, uri.serial), uri.pin()
        if pin is not None and self._refused.get(place) == pin:
            # A few wrong ones lock a token for good: the same is not tried twice.
            raise TokenFault("token-pin-wrong", token=uri.token)
        try:
            loaded = library.lib(self._path)
        except library.PKCS11Error as error:
            raise TokenFault(
                "token-module-unusable", token=uri.token, module=self._path, cause=str(error)
            ) from None
        serial = uri.serial.encode() if uri.serial is not None else None
        token = loaded.get_token(token_label=uri.token, token_serial=serial)
        try:
            session: Session = token.open(rw=True, user_pin=pin)
        except library.PinIncorrect:
            if pin is not None:
                self._refused[place] = pin
            raise TokenFault("token-pin-wrong", token=uri.token) from None
        except library.PinLocked:
            raise TokenFault("token-pin-locked", token=uri.token) from None
        except library.UserAlreadyLoggedIn:
            session = token.open(rw=True)
        self._refused.pop(place, None)
        return session


_modules: dict[str, _Module] = {}
_modules_lock = threading.Lock()


def on_token(uri: Pkcs11Uri, work: Callable[[Session], Result]) -> Result:
    """What `work` gives, done in a session with the token; after a fault again in a new one.

    Raises:
        TokenFault: `token-gone`, `token-pin-…`, `token-module-unusable`, `token-library-missing`;
            `token-key-missing` and `token-key-twice` from a `work` that looks for a key.
        Pkcs11UriError: a PIN that cannot be had.
    """
    library = pkcs11()
    with _modules_lock:
        module = _modules.setdefault(uri.module, _Module(uri.module))
    with module.lock:
        for pause_s in _PAUSES_S:
            try:
                return work(module.session(uri))
            except library.PKCS11Error:
                module.begin_anew()
            time.sleep(pause_s)
        try:
            return work(module.session(uri))
        except library.NoSuchKey:
            # Only now: a session with a token that has gone may still answer, and finds nothing.
            raise _of_key("token-key-missing", uri) from None
        except library.MultipleObjectsReturned:
            raise _of_key("token-key-twice", uri) from None
        except library.PKCS11Error as error:
            module.begin_anew()
            raise TokenFault("token-gone", token=uri.token, cause=type(error).__name__) from None


def _of_key(code: str, uri: Pkcs11Uri) -> TokenFault:
    return TokenFault(code, token=uri.token, label=uri.label)
