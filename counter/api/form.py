"""What a request may hold, declared once: it is read by this and described by this.

A body holds exactly the declared members, each of its type; anything else is refused by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import request

from firmware_config.errors import ContractError

JSON_TYPE = "application/json"


class FormError(ContractError):
    """`form-not-json`, `form-malformed`, or `form-member` with the `member` at fault."""


class Member(Protocol):
    """One member of a form. An `optional` one may be left out."""

    @property
    def optional(self) -> bool: ...

    @property
    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        ...

    def takes(self, value: object) -> bool: ...


@dataclass(frozen=True, slots=True)
class Text:
    """`secret` marks what nobody may keep: a PIN, a password."""

    note: str
    most: int
    secret: bool = False
    optional: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        told = {"type": "string", "minLength": 1, "maxLength": self.most, "description": self.note}
        return {**told, "format": "password", "writeOnly": True} if self.secret else told

    def takes(self, value: object) -> bool:
        return type(value) is str and 1 <= len(value) <= self.most


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    note: str
    most: int = 2**53 - 1
    optional: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "maximum": self.most, "description": self.note}

    def takes(self, value: object) -> bool:
        return type(value) is int and 0 <= value <= self.most


@dataclass(frozen=True, slots=True)
class Choice:
    note: str
    of: tuple[str, ...]
    optional: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.of), "description": self.note}

    def takes(self, value: object) -> bool:
        return value in self.of


@dataclass(frozen=True, slots=True)
class Counts:
    """A list of small whole numbers."""

    note: str
    most_items: int
    most: int
    optional: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        items = {"type": "integer", "minimum": 0, "maximum": self.most}
        told = {"type": "array", "items": items, "maxItems": self.most_items}
        return {**told, "description": self.note}

    def takes(self, value: object) -> bool:
        return (
            isinstance(value, list)
            and len(value) <= self.most_items
            and all(type(one) is int and 0 <= one <= self.most for one in value)
        )


@dataclass(frozen=True, slots=True)
class Truth:
    note: str
    optional: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "boolean", "description": self.note}

    def takes(self, value: object) -> bool:
        return type(value) is bool


Form = Mapping[str, Member]


def schema_of(form: Form) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: member.schema for name, member in form.items()},
        "required": [name for name, member in form.items() if not member.optional],
        "additionalProperties": False,
    }


def body(form: Form) -> dict[str, Any]:
    """The request's body, with each member of its declared type.

    Raises:
        FormError
    """
    if request.mimetype != JSON_TYPE:
        raise FormError("form-not-json")
    try:
        told = json.loads(request.get_data(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise FormError("form-malformed") from None
    if not isinstance(told, dict):
        raise FormError("form-malformed")
    for name in (*form, *told):
        member = form.get(name)
        if member is None or not (member.takes(told[name]) if name in told else member.optional):
            raise FormError("form-member", member=name[:64])
    return told


def query(form: Mapping[str, Whole]) -> dict[str, int | None]:
    """The query's numbers; None for one that is not given. Raises `FormError`."""
    return {name: _number(name, member) for name, member in form.items()}


def _number(name: str, member: Whole) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    value = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else -1
    if not member.takes(value):
        raise FormError("form-member", member=name)
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a member is there twice")
    return told
