"""Refusals for programs: problem documents (RFC 9457) in the language that they ask for."""

from __future__ import annotations

import json
from collections.abc import Iterable

from flask import Response

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    headers: Iterable[tuple[str, str]] = (),
    **members: object,
) -> Response:
    """`code` is for programs and stable, `title` and `detail` are for people.

    `members` are further members of the document (RFC 9457 §3.2); those that are None are left
    out.
    """
    told = {
        "type": f"urn:chitra:problem:{code}",
        "status": status,
        "code": code,
        "title": title,
        "detail": detail,
        **{name: value for name, value in members.items() if value is not None},
    }
    answer = Response(json.dumps(told, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    answer.headers.extend(headers)
    return answer
