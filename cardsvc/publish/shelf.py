"""Signed documents as they lie ready to be fetched: signed anew when their content changes, or when
they have grown old, since a counter judges how stale it is by the date a list bears."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from cardsvc.signing.document import Document

RENEWED_AFTER = timedelta(hours=1)


class Shelf:
    """Documents by name, in memory: whoever starts anew signs anew."""

    def __init__(self) -> None:
        self._documents: dict[str, tuple[bytes, Document]] = {}
        self._signing = Lock()

    def document(
        self, name: str, content: bytes, now: datetime, sign: Callable[[], bytes]
    ) -> Document:
        """The document `name`. `content` stands for what it says; `sign` makes it."""
        digest = hashlib.sha256(content).digest()
        with self._signing:
            kept = self._documents.get(name)
            if kept is not None:
                kept_digest, document = kept
                age = now - document.signed_at
                if kept_digest == digest and timedelta(0) <= age < RENEWED_AFTER:
                    return document
            document = Document.of(sign(), now)
            self._documents[name] = (digest, document)
            return document
