"""Words by message id, in Vietnamese and English, from Project Fluent files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from firmware_config.errors import ContractError

LANGUAGES = ("vi", "en")
"""The first is the default."""
WEB_MESSAGES = Path(__file__).parent / "messages"

_log = logging.getLogger(__name__)

Translator = Callable[..., str]
"""`t(message_id, **variables) -> str`"""


class MessageError(ContractError):
    """A catalogue or a use of it is wrong: a programming fault."""


class Catalogue:
    """The messages of one side in every language.

    `strict` makes a missing message or variable raise; otherwise it is logged and the id shown,
    for a teller is better served by an ugly page than by none.
    """

    def __init__(self, bundles: dict[str, FluentBundle], *, strict: bool = False) -> None:
        self._bundles = bundles
        self.strict = strict

    @classmethod
    def load(cls, folders: Iterable[Path], *, strict: bool = False) -> Catalogue:
        """From `<folder>/<language>/*.ftl` of each folder.

        Raises:
            MessageError: `message-syntax` or `message-twice`, with `file`.
        """
        bundles = {}
        folders = tuple(folders)
        for language in LANGUAGES:
            bundle = FluentBundle([language], use_isolating=False)
            for folder in folders:
                for file in sorted((folder / language).glob("*.ftl")):
                    bundle.add_resource(_resource(file, bundle))
            bundles[language] = bundle
        return cls(bundles, strict=strict)

    def translator(self, language: str) -> Translator:
        """`t` for one language, as for a paper that is not asked for by a browser."""
        bundle = self._bundles[language]

        def t(message_id: str, /, **variables: Any) -> str:
            return self._words(bundle, message_id, variables)

        return t

    def __contains__(self, message_id: str) -> bool:
        return all(bundle.has_message(message_id) for bundle in self._bundles.values())

    def _words(self, bundle: FluentBundle, message_id: str, variables: dict[str, Any]) -> str:
        pattern = bundle.get_message(message_id).value if bundle.has_message(message_id) else None
        if pattern is None:
            return self._missing("message-missing", message_id, message_id)
        words, faults = bundle.format_pattern(pattern, variables)
        if faults:
            return self._missing("message-variables", message_id, str(words))
        return str(words)

    def _missing(self, code: str, message_id: str, shown: str) -> str:
        if self.strict:
            raise MessageError(code, id=message_id)
        _log.error(code, extra={"message_id": message_id})
        return shown


def _resource(file: Path, bundle: FluentBundle) -> ast.Resource:
    resource = FluentResource(file.read_text("utf-8"))
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            raise MessageError("message-syntax", file=str(file), near=(entry.content or "")[:40])
        if isinstance(entry, ast.Message) and bundle.has_message(entry.id.name):
            raise MessageError("message-twice", file=str(file), id=entry.id.name)
    return resource
