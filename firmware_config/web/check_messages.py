"""Are the translations complete? `python -m firmware_config.web.check_messages [package …]`.

Both languages hold the same ids with the same variables; every id that a template or a module
asks for exists and is given its variables; no id lies unused. A family of ids made at run time
is declared at the top of its file by prefix: `# dynamic: refusal-`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fluent.syntax import FluentParser, ast, visitor

from firmware_config.web.catalogue import LANGUAGES
from firmware_config.web.message_uses import Use, uses_in

PACKAGES = ("firmware_config", "cardsvc", "counter", "demo")
_SHARED = "firmware_config"
_DYNAMIC = re.compile(r"^#+ dynamic: (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Messages:
    """One package's messages: the variables of each id by language, and its dynamic prefixes."""

    variables: dict[str, dict[str, frozenset[str]]]
    dynamic: frozenset[str]
    faults: tuple[str, ...] = field(default=())


def problems(folders: dict[str, Path]) -> list[str]:
    """What is wrong, a line each, in the packages by name and folder; empty when all is well."""
    messages = {name: read_messages(folder) for name, folder in folders.items()}
    found = [fault for one in messages.values() for fault in one.faults]
    asked_anywhere: set[str] = set()
    for name, folder in folders.items():
        reach = [messages[one] for one in {name, _SHARED} & set(messages)]
        uses = list(uses_in(folder))
        asked_anywhere |= {use.text for use in uses}
        found += [line for use in uses if (line := _judge(use, reach))]
    for name, one in messages.items():
        found += [f"{name}: {line}" for line in _differences(one)]
        for message_id in sorted({i for ids in one.variables.values() for i in ids}):
            is_dynamic = message_id.startswith(tuple(one.dynamic))
            if not is_dynamic and message_id not in asked_anywhere:
                found.append(f"{name}: {message_id} is used nowhere")
    return found


def read_messages(folder: Path) -> Messages:
    """All messages under `folder`, wherever its `messages/<language>/*.ftl` lie."""
    variables: dict[str, dict[str, frozenset[str]]] = {language: {} for language in LANGUAGES}
    dynamic: set[str] = set()
    faults: list[str] = []
    for language in LANGUAGES:
        for file in sorted(folder.rglob(f"messages/{language}/*.ftl")):
            text = file.read_text("utf-8")
            dynamic |= set(_DYNAMIC.findall(text))
            for entry in FluentParser().parse(text).body:
                if isinstance(entry, ast.Junk):
                    near = (entry.content or "").strip()[:40]
                    faults.append(f"{file}: cannot be read near {near!r}")
                elif isinstance(entry, ast.Message):
                    if entry.id.name in variables[language]:
                        faults.append(f"{file}: {entry.id.name} is there twice")
                    variables[language][entry.id.name] = _variables(entry)
    return Messages(variables, frozenset(dynamic), tuple(faults))


def _judge(use: Use, reach: list[Messages]) -> str | None:
    """What is wrong with one use, given the messages it can reach."""
    if use.kind == "text":
        return None
    if use.kind == "prefix":
        if any(use.text.startswith(prefix) for one in reach for prefix in one.dynamic):
            return None
        return f"{use.place}: ids made from {use.text!r} need a `# dynamic:` prefix"
    for one in reach:
        # Where the languages differ, `_differences` says so; here the first that has it counts.
        held = [ids[use.text] for ids in one.variables.values() if use.text in ids]
        if not held:
            continue
        if use.variables is not None and use.variables != held[0]:
            return f"{use.place}: {use.text} takes {_listed(held[0])}, not {_listed(use.variables)}"
        return None
    return f"{use.place}: {use.text} does not exist"


def _differences(one: Messages) -> Iterator[str]:
    first, *others = LANGUAGES
    for other in others:
        here, there = one.variables[first], one.variables[other]
        yield from (f"{i} is not in {other}" for i in sorted(here.keys() - there.keys()))
        yield from (f"{i} is not in {first}" for i in sorted(there.keys() - here.keys()))
        for i in sorted(here.keys() & there.keys()):
            if here[i] != there[i]:
                yield f"{i} takes {_listed(here[i])} in {first}, {_listed(there[i])} in {other}"


def _variables(entry: ast.Message) -> frozenset[str]:
    seen = _VariableNames()
    seen.visit(entry)
    return frozenset(seen.names)


class _VariableNames(visitor.Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def main(names: list[str]) -> int:
    """Print what is wrong; 1 if anything is."""
    folders = {name: Path(name) for name in names or PACKAGES if Path(name).is_dir()}
    found = problems(folders)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
