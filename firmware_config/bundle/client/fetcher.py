"""TUF's downloads over whatever a counter fetches with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient import FetcherInterface

from firmware_config.errors import ContractError

_ABSENT = 404
_SLOW = "centre-slow"
_KEPT = "timestamp.json"
"""The one document that is asked for each time under the same name."""


class Fetched(Protocol):
    @property
    def octets(self) -> bytes: ...

    @property
    def etag(self) -> str: ...


class Source(Protocol):
    """A counter's transport. It bounds how long and how large an answer may be, and raises a
    `ContractError` whose `data["status"]` is the HTTP status of a refusal."""

    def fetch(self, path: str, etag: str | None) -> Fetched | None: ...


class SourceFetcher(FetcherInterface):
    """Asks again for the timestamp only if it has changed (RFC 9110 §13.1.2)."""

    def __init__(self) -> None:
        self.source: Source | None = None
        self._known: Fetched | None = None

    def _fetch(self, url: str) -> Iterator[bytes]:
        assert self.source is not None
        known = self._known if url.endswith(_KEPT) else None
        try:
            fetched = self.source.fetch(url, None if known is None else known.etag)
        except ContractError as error:
            status = error.data.get("status")
            if status == _ABSENT:
                raise DownloadHTTPError(error.code, _ABSENT) from None
            if error.code == _SLOW:
                raise SlowRetrievalError(error.code) from None
            raise DownloadError(error.code) from error
        if fetched is None:
            if known is None:
                raise DownloadError("not-modified-unasked")
            fetched = known
        if url.endswith(_KEPT):
            self._known = fetched
        return iter((fetched.octets,))
