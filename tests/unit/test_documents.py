"""The documents tell of what is there: links, paths, commands, their options, settings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cardsvc.cli import main as centre
from counter.cli import cli as counter
from firmware_config.cli import cli as configuration
from tests.conftest import Count

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md"))
)
PROGRAMS: dict[str, click.Group] = {
    "counter": counter,
    "cardsvc": centre,
    "firmware-config": configuration,
}

_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(
    r"(?:docs|tests|cardsvc|counter|demo|firmware_config|scripts)/[\w./-]*"
    r"|setup\.cfg|pyproject\.toml|Makefile|[A-Z]+\.md"
)
_MODULE = re.compile(r"python -m ((?:tests|demo|counter|cardsvc|firmware_config)[\w.]*)")
_SHELLS = {"", "sh", "bat"}
_MADE = {"docs/benchmarks.md": "bench"}
"""What a target of the Makefile writes."""
_WORD = re.compile(r"[a-z][a-z-]*")


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def spans(page: str) -> list[str]:
    """What stands as code in a line."""
    bare = _FENCED.sub("", text_of(page))
    return [" ".join(span.split()) for span in _SPAN.findall(bare)]


def lines(page: str) -> Iterator[str]:
    """What is typed, continued lines joined."""
    for language, block in _FENCED.findall(text_of(page)):
        if language in _SHELLS:
            yield from re.sub(r"[\\^]\n\s*", "", block).splitlines()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    here = (ROOT / page).parent
    links = [one for one in _LINK.findall(_FENCED.sub("", text_of(page))) if "://" not in one]
    assert [one for one in links if not (here / one.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_is_there(page: str) -> None:
    told = [*spans(page), *(word for line in lines(page) for word in line.split())]
    named = {one for one in told if _PATH.fullmatch(one)} - _MADE.keys()
    assert {one for one in named if not (ROOT / one).exists()} == set()


def test_every_command_and_option_is_one(count: Count) -> None:
    found = [
        (page, command)
        for page in PAGES
        for told in (*spans(page), *lines(page))
        for command in commands_in(told)
    ]
    assert len(found) > 80
    wrong = [f"{page}: {' '.join(command)}" for page, command in found if not is_known(command)]
    assert wrong == []
    count(len(found), "documents: commands that are what they are said to be")


@pytest.mark.parametrize("page", PAGES)
def test_every_module_that_is_run_can_be(page: str) -> None:
    asked = {one for told in (*spans(page), *lines(page)) for one in _MODULE.findall(told)}
    as_paths = [ROOT / one.replace(".", "/") for one in asked]
    assert [
        path
        for path in as_paths
        if not (path / "__main__.py").exists() and not path.with_suffix(".py").exists()
    ] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_target_of_make_is_one(page: str) -> None:
    makefile = text_of("Makefile")
    asked = {
        told.split()[1]
        for told in (*spans(page), *lines(page))
        if told.startswith("make ") and _WORD.fullmatch(told.split()[1])
    }
    assert {one for one in asked if f"\n{one}:" not in makefile} == set()


def test_every_setting_of_the_environment_is_read_somewhere() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for room in ("cardsvc", "counter", "firmware_config")
        for path in (ROOT / room).rglob("*.py")
    )
    named = {one for page in PAGES for one in re.findall(r"\bCARDSVC_([A-Z_]+)\b", text_of(page))}
    assert len(named) > 10
    assert {
        one for one in named if f'"{one}"' not in code and f"CARDSVC_{one}" not in code
    } == set()


@pytest.mark.parametrize(
    ("told", "are_known"),
    [
        ("counter run --state /var/lib/chitra/counter", [True]),
        ("/opt/chitra/bin/counter fly", [False]),
        ("runuser -u chitra -- counter init --height 3", [False]),
        ("cardsvc card block | unblock | paint", [True, True, False]),
        ("cardsvc keys revoke KEY --by lan      # two people", [True]),
        ("a counter runs", []),
    ],
)
def test_a_command_that_is_none_is_found(told: str, are_known: list[bool]) -> None:
    assert [is_known(command) for command in commands_in(told)] == are_known


def commands_in(told: str) -> Iterator[list[str]]:
    """`program command …` in what is told; alternatives as `card block | unblock` one by one."""
    told = told.partition(" #")[0].rpartition(" -- ")[2].strip()
    program, _, rest = told.partition(" ")
    name = re.split(r"[/\\]", program)[-1]
    if name not in PROGRAMS or not rest:
        return
    first, *others = re.split(r" \| ", rest)
    words = _split(first)
    yield [name, *words]
    before = words[:-1] if others else []
    for other in others:
        yield [name, *before, *_split(other)]


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that ends on the next line
        return text.split()


def is_known(command: list[str]) -> bool:
    """Whether there is such a command, with these options. What stands for something is let be."""
    at: click.Command = PROGRAMS[command[0]]
    words = command[1:]
    options = {"--help", *_options(at)}
    while isinstance(at, click.Group) and words and _WORD.fullmatch(words[0]):
        found = at.commands.get(words[0])
        if found is None:
            return False
        at, words = found, words[1:]
        options |= _options(at)
    named = {word.partition("=")[0] for word in words if word.startswith("--")}
    return named <= options


def _options(command: click.Command) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}
