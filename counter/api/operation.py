"""What a route of the interface does, said beside it: the document is made from this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from flask import current_app, request

from counter.api import form
from counter.api.form import Form, Whole

_OPERATION = "_operation"
PDF = "application/pdf"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Operation:
    """`answer` is the schema of the body of a 200, or `PDF`; `refusals` are the statuses it may
    answer besides 400, 401, 403, 500 and 503, which any may."""

    summary: str
    answer: str
    body: Form = field(default_factory=dict)
    query: Mapping[str, Whole] = field(default_factory=dict)
    refusals: tuple[int, ...] = ()


def operation(
    summary: str,
    answer: str,
    *,
    body: Form | None = None,
    query: Mapping[str, Whole] | None = None,
    refusals: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Declares what a view does, under its access rule."""

    def declared(view: View) -> View:
        setattr(view, _OPERATION, Operation(summary, answer, body or {}, query or {}, refusals))
        return view

    return declared


def operation_of(view: object) -> Operation | None:
    return cast("Operation | None", getattr(view, _OPERATION, None))


def asked() -> dict[str, Any]:
    """The body of the request being answered, as its route declared it. Raises `FormError`."""
    return form.body(_current().body)


def asked_query() -> dict[str, int | None]:
    """Likewise the numbers in its query."""
    return form.query(_current().query)


def _current() -> Operation:
    told = operation_of(current_app.view_functions[request.endpoint or ""])
    assert told is not None
    return told
