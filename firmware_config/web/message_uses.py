"""Where code and templates ask for messages: every `t(…)`, and every text that may be an id."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import Environment, nodes


@dataclass(frozen=True, slots=True)
class Use:
    """One place that names a message.

    `kind` is `id` for `t("…")`, `prefix` for an id made at run time from a literal beginning,
    `text` for any other literal: it may be passed to `t` elsewhere, so it only counts as used.
    `variables` is None when the call passes `**`.
    """

    kind: Literal["id", "prefix", "text"]
    text: str
    place: str
    variables: frozenset[str] | None = None


def uses_in(folder: Path) -> Iterator[Use]:
    """All uses in the modules and templates under `folder`."""
    for file in sorted(folder.rglob("*.py")):
        yield from _python_uses(file)
    for file in sorted(folder.rglob("*.html")):
        yield from _template_uses(file)


def _python_uses(file: Path) -> Iterator[Use]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"), str(file))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Use("text", node.value, f"{file}:{node.lineno}")
        if not (isinstance(node, ast.Call) and node.args and _is_t(node.func)):
            continue
        place, asked = f"{file}:{node.lineno}", node.args[0]
        given = [keyword.arg for keyword in node.keywords]
        names = None if None in given else frozenset(name for name in given if name)
        if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
            yield Use("id", asked.value, place, names)
        elif isinstance(asked, ast.JoinedStr | ast.BinOp):
            yield Use("prefix", _beginning(asked), place)


def _is_t(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id == "t"


def _beginning(made: ast.expr) -> str:
    """The literal text that a made string begins with; empty when it begins with a value."""
    if isinstance(made, ast.JoinedStr) and made.values:
        return _beginning(made.values[0])
    if isinstance(made, ast.BinOp):
        return _beginning(made.left)
    return made.value if isinstance(made, ast.Constant) and isinstance(made.value, str) else ""


def _template_uses(file: Path) -> Iterator[Use]:
    environment = Environment(autoescape=True)
    tree = environment.parse(file.read_text("utf-8"), filename=str(file))
    for text in tree.find_all(nodes.Const):
        if isinstance(text.value, str):
            yield Use("text", text.value, f"{file}:{text.lineno}")
    for call in tree.find_all(nodes.Call):
        if not (isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args):
            continue
        place, asked = f"{file}:{call.lineno}", call.args[0]
        names = None if call.dyn_kwargs else frozenset(one.key for one in call.kwargs)
        if isinstance(asked, nodes.Const):
            yield Use("id", asked.value, place, names)
        elif isinstance(asked, nodes.Concat | nodes.Add):
            first = asked.nodes[0] if isinstance(asked, nodes.Concat) else asked.left
            yield Use("prefix", first.value if isinstance(first, nodes.Const) else "", place)
