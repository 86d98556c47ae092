"""Driving a running counter: each command is one request to its local interface.

What comes back is printed as JSON. The exit status is 0 when it was done, 1 when the counter said
no or the outcome is not known (the problem document goes to standard error), 2 when it could not
be asked. PINs and passwords are typed at a prompt, or come line by line from standard input;
never from the command line, which anybody on the machine can read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import click
import httpx

from firmware_config.durable import write_durably
from firmware_config.errors import ContractError

URL = "http://127.0.0.1:8200"
# A card takes seconds to sign and a hung reader is given up after twenty.
ANSWER_S = 60.0
_JSON = ("application/json", "application/problem+json")

Command = TypeVar("Command", bound=Callable[..., Any])


class CounterUnreachable(ContractError):
    """`counter-silent`, `counter-nonsense` or `counter-token-missing`."""


@dataclass(frozen=True, slots=True)
class Line:
    """The line to a running counter."""

    url: str
    token: str
    language: str

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Its answer; a refusal is printed and ends the command with 1."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        where = f"{self.url.rstrip('/')}/api/v1/{path}"
        try:
            answer = httpx.request(method, where, headers=headers, json=body, timeout=ANSWER_S)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise CounterUnreachable("counter-silent", url=self.url) from None
        if answer.status_code == httpx.codes.OK:
            return answer
        if answer.headers.get("Content-Type", "").partition(";")[0] not in _JSON:
            raise CounterUnreachable("counter-nonsense", url=self.url)
        click.echo(_pretty(answer), err=True)
        sys.exit(1)


def _asking(command: Command) -> Command:
    """The options of every command that asks a running counter."""
    for option in (
        click.option("--language", type=click.Choice(("vi", "en")), default="vi"),
        click.option("--token-file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.option("--url", envvar="COUNTER_URL", default=URL, show_default=True),
        click.option("--token", envvar="COUNTER_TOKEN", hidden=True, default=""),
    ):
        command = option(command)
    return command


def _line(*, url: str, token: str, token_file: Path | None, language: str) -> Line:
    kept = token_file.read_text(encoding="ascii").strip() if token_file else token
    if not kept:
        raise CounterUnreachable("counter-token-missing")
    return Line(url, kept, language)


@click.command()
@_asking
def status(**line: Any) -> None:
    """Which counter this is, how old its lists are, and what is not confirmed."""
    asked = _line(**line)
    told = {path: asked.ask("GET", path).json() for path in ("counter", "lists", "outbox")}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


@click.command()
@_asking
def show(**line: Any) -> None:
    """What is in front of the teller."""
    _print(_line(**line).ask("GET", "state"))


@click.command()
@_asking
def present(**line: Any) -> None:
    """Present a QR sheet: its text is read from standard input."""
    text = sys.stdin.read().strip()
    _print(_line(**line).ask("POST", "present", {"text": text}))


@click.command()
@_asking
@click.option("--months", help="How many months of each claim, as 1,2; all when left out.")
def pay(months: str | None, **line: Any) -> None:
    """Pay what is offered: asks for the PIN or, for a QR sheet, for the citizen card."""
    asked = _line(**line)
    offer = asked.ask("GET", "state").json()["offer"] or {"presentation": 0, "medium": "chip"}
    body: dict[str, Any] = {"presentation": offer["presentation"]}
    if months is not None:
        body["months"] = _counts(months)
    is_chip = offer["medium"] == "chip"
    name = "pin" if is_chip else "identity"
    body[name] = _secret("PIN" if is_chip else "Citizen card")
    _print(asked.ask("POST", "pay/chip" if is_chip else "pay/paper", body))


@click.command("next")
@_asking
def following(**line: Any) -> None:
    """Clear the screen for the next person."""
    asked = _line(**line)
    number = asked.ask("GET", "state").json()["number"]
    _print(asked.ask("POST", "next", {"number": number}))


@click.command()
@_asking
@click.option("--supervisor", required=True)
def reverse(supervisor: str, **line: Any) -> None:
    """Take the card's last payout back: asks for the password, then for the PIN."""
    asked = _line(**line)
    number = asked.ask("GET", "state").json()["number"]
    approval = _approval(supervisor)
    _print(asked.ask("POST", "reverse", {"number": number, "pin": _secret("PIN"), **approval}))


@click.command()
@_asking
def recent(**line: Any) -> None:
    """The latest payouts."""
    _print(_line(**line).ask("GET", "payouts"))


@click.command()
@_asking
@click.argument("seq", type=int)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def receipt(seq: int, file: Path, **line: Any) -> None:
    """Write the receipt of the payout SEQ to FILE, a PDF."""
    write_durably(file, _line(**line).ask("GET", f"payouts/{seq}/receipt.pdf").content, 0o644)


@click.command()
@_asking
def unsettled(**line: Any) -> None:
    """Payouts and reversals of which it is not known whether the card made them."""
    _print(_line(**line).ask("GET", "unsettled"))


@click.command()
@_asking
@click.argument("nonce")
@click.option("--reason", required=True, help="As card-lost.")
@click.option("--cash-moved/--cash-not-moved", required=True)
@click.option("--supervisor", required=True)
def close(nonce: str, reason: str, cash_moved: bool, supervisor: str, **line: Any) -> None:
    """Close the unsettled NONCE, whose card cannot be asked any more."""
    body = {"reason": reason, "cash_moved": cash_moved, **_approval(supervisor)}
    _print(_line(**line).ask("POST", f"unsettled/{nonce}/close", body))


@click.command("confirm-clock")
@_asking
@click.option("--supervisor", required=True)
def confirm_clock(supervisor: str, **line: Any) -> None:
    """Vouch for the machine's clock, which was looked at."""
    _print(_line(**line).ask("POST", "clock/confirm", _approval(supervisor)))


@click.command()
@_asking
def windows(**line: Any) -> None:
    """Payout windows that are closed now and that a supervisor may open for today."""
    _print(_line(**line).ask("GET", "windows"))


@click.command("waive-window")
@_asking
@click.argument("programme")
@click.option("--supervisor", required=True)
def waive_window(programme: str, supervisor: str, **line: Any) -> None:
    """Let PROGRAMME (as BTXH) be paid today outside its window."""
    body = _approval(supervisor)
    _print(_line(**line).ask("POST", f"windows/{quote(programme, safe='')}/waive", body))


def _approval(supervisor: str) -> dict[str, str]:
    return {"supervisor": supervisor, "password": _secret("Password")}


def _secret(name: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(name, hide_input=True, err=True))
    return sys.stdin.readline().strip()


def _counts(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise click.BadParameter(
            "whole numbers with commas between", param_hint="--months"
        ) from None


def _print(answer: httpx.Response) -> None:
    click.echo(_pretty(answer))


def _pretty(answer: httpx.Response) -> str:
    return json.dumps(answer.json(), ensure_ascii=False, indent=2)
