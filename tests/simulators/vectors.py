"""Card vectors: conversations as data (`firmware_config/card/vectors`), and who holds them.

In a command, `{…}` stands for what depends on keys or on the card (see `Actors`), `<…>` for a data
field with its length before it; a field longer than one command has room for is sent chained.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import firmware_config.card
from firmware_config import cbor, cose
from firmware_config.card.apdu import (
    CLA_CHAINING,
    SHORT_DATA_MAX,
    SW,
    Connection,
    NarrowConnection,
)
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import Ins
from firmware_config.card.receipt import SignedReceipt
from firmware_config.card.script import nonce_of, to_card
from firmware_config.card.session import CardSession
from firmware_config.card.terminal_certificate import proof_message
from firmware_config.ids import CardId, EntitlementId, TerminalId
from firmware_config.record import Entitlement
from firmware_config.signing import FileKey, PublicKey, der_from_raw
from firmware_config.trust import Role
from tests.simulators.world import World, Written

FOLDER = Path(firmware_config.card.__file__).parent / "vectors"
_DATA = re.compile(r"(?P<head>[^<]*)<(?P<data>[^>]*)>(?P<le>.*)")
_NAME = re.compile(r"\{(?P<kind>\w+)(?:\.(?P<name>[\w-]+))?\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One command, the status word it must end with, and what must stand where in its answer."""

    does: str
    apdu: str
    sw: str
    at: dict[str, str] = field(default_factory=dict)  # offset in the answer -> hexadecimal
    length: int | None = None  # of the answer
    signed: bool = False  # the answer is a receipt, signed by the card
    keep: str = ""  # remember the answer under this name
    same: str = ""  # the answer is the one remembered under this name
    desk: bool = False  # through the desk's channel, where the card has one


@dataclass(frozen=True, slots=True)
class Conversation:
    """Steps on one fresh card, `blank`, `personalised` or `active`."""

    name: str
    about: str
    card: str
    entitlements: tuple[Entitlement, ...]
    channel: bool  # only for a card with the SCP03 channel
    made: dict[str, dict[str, Any]]
    steps: tuple[Step, ...]


def conversations() -> list[Conversation]:
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _read(path: Path) -> Conversation:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    world = World.make()
    held = tuple(
        Entitlement(
            EntitlementId(bytes((0xE0 + slot,)) * 16),
            world.programme,
            world.base,
            due["payable"],
            due["amount_vnd"],
        )
        for slot, due in enumerate(told.pop("entitlements", [{"payable": 1, "amount_vnd": 1}]))
    )
    return Conversation(
        path.stem,
        told.pop("about"),
        told.pop("card", "active"),
        held,
        told.pop("channel", False),
        steps=tuple(Step(**step) for step in told.pop("step")),
        made=told,
    )


class Actors:
    """Who makes what a conversation leaves open, by kind and name:

    `{card}`, `{terminal}`, `{entitlement.N}`, `{point.K}` and `{kid.K}` of a key K,
    `{certificate.X}`, `{proof.X}` (over the challenge heard last) and `{script.X}` by the table
    of that kind and name, whose members say what is unusual about it; `{nonce.X}` of a script.
    """

    def __init__(self, conversation: Conversation, world: World, written: Written | None) -> None:
        self._conversation = conversation
        self._world = world
        self._card = written.certificate.card if written else CardId(b"card--id")
        self._keys = {
            "terminal": world.terminal_key,
            "terminal-ca": world.key(Role.TERMINAL_CA),
            "authority": world.key(Role.CARD_SCRIPT),
            "stranger": FileKey.new(),
        }
        self._scripts: dict[str, bytes] = {}
        self.challenge = b""

    def octets(self, text: str) -> bytes:
        """Hexadecimal digits with everything named in them made."""
        return bytes.fromhex(_NAME.sub(self._hex, text))

    def _hex(self, found: re.Match[str]) -> str:
        kind, name = found["kind"], found["name"] or ""
        match kind:
            case "card":
                return self._card.octets.hex()
            case "terminal":
                return self._world.terminal.octets.hex()
            case "entitlement":
                return self._conversation.entitlements[int(name)].id.octets.hex()
            case "point":
                return self._public(name).uncompressed.hex()
            case "kid":
                return self._public(name).kid.hex()
            case "certificate":
                return self._certificate(self._made("certificates", name)).hex()
            case "proof":
                return self._proof(self._made("proofs", name)).hex()
            case "script":
                if name not in self._scripts:  # a signature differs each time it is made
                    self._scripts[name] = self._script(self._made("scripts", name))
                return self._scripts[name].hex()
            case "nonce":
                return nonce_of(self._payload(self._made("scripts", name))).hex()
        raise AssertionError(found[0])

    def _made(self, table: str, name: str) -> dict[str, Any]:
        made: dict[str, dict[str, Any]] = self._conversation.made.get(table, {})
        return made[name] if name in made else {"good": {}}[name]

    def _public(self, name: str) -> PublicKey:
        return self._keys[name].public_key

    def _certificate(self, about: dict[str, Any]) -> bytes:
        identity = self._world.terminal_identity(
            TerminalId(about.get("terminal", self._world.terminal.text)),
            key=self._keys[about.get("key", "terminal")],
            ca=self._keys[about.get("ca", "terminal-ca")],
            generation=about.get("generation", self._world.generation),
        )
        return _spoiled(identity.certificate, about)

    def _proof(self, about: dict[str, Any]) -> bytes:
        card = CardId(b"another!") if about.get("card") == "other" else self._card
        terminal = TerminalId(about.get("terminal", self._world.terminal.text))
        message = proof_message(card, self.challenge, terminal)
        key = self._keys[about.get("key", "terminal")]
        return _spoiled(der_from_raw(key.sign(message)), about)

    def _script(self, about: dict[str, Any]) -> bytes:
        signer = self._keys[about.get("signer", "authority")]
        return _spoiled(to_card(cose.sign1(self._payload(about), signer)), about)

    def _payload(self, about: dict[str, Any]) -> bytes:
        card = b"another!" if about.get("card") == "other" else self._card.octets
        kind, number = bytes((about["kind"],)), about["number"].to_bytes(4)
        return cbor.encode([kind, card, number, self.octets(about.get("body", ""))])


def hold(conversation: Conversation, connection: Connection, desk: Connection) -> int:
    """Hold the conversation with a blank card that is selected; how many steps it took.

    `desk` is the connection for personalisation: a secure channel where the card has one.
    """
    world = World.make()
    written = None
    if conversation.card != "blank":
        issuing = Personalisation(desk)
        written = world.personalise(issuing, *conversation.entitlements)
        if conversation.card == "active":
            issuing.activate()
            CardSession(connection).select()
    actors = Actors(conversation, world, written)
    kept: dict[str, bytes] = {}
    for number, step in enumerate(conversation.steps, 1):
        where = f"{conversation.name}, step {number}: {step.does}"
        over = desk if step.desk else connection
        answer, sw = _say(over, step.apdu, actors)
        assert f"{sw:04X}" == step.sw, f"{where}: {sw:04X}, not {step.sw}"
        if step.length is not None:
            assert len(answer) == step.length, f"{where}: {len(answer)} octets"
        for offset, wanted in step.at.items():
            octets = actors.octets(wanted)
            seen = answer[int(offset) :][: len(octets)]
            assert seen == octets, f"{where}: {seen.hex()} at {offset}, not {octets.hex()}"
        if step.signed and written is not None:
            SignedReceipt.from_card(answer).verify(written.certificate.receipt_key)
        if step.same:
            assert answer == kept[step.same], f"{where}: not the answer kept as {step.same}"
        if step.keep:
            kept[step.keep] = answer
    return len(conversation.steps)


def _say(connection: Connection, text: str, actors: Actors) -> tuple[bytes, int]:
    found = _DATA.fullmatch(text)
    if found is None:
        answer, sw = connection.send_and_receive(octets := actors.octets(text))
        if octets[1:2] == bytes((Ins.GET_CHALLENGE,)) and sw == SW.OK:
            actors.challenge = answer
        return answer, sw
    head, data, le = (actors.octets(found[part]) for part in ("head", "data", "le"))
    room = connection.data_max if isinstance(connection, NarrowConnection) else SHORT_DATA_MAX
    while len(data) > room:
        link = bytes((head[0] | CLA_CHAINING,)) + head[1:] + bytes((room,)) + data[:room]
        answer, sw = connection.send_and_receive(link)
        if sw != SW.OK:
            return answer, sw
        data = data[room:]
    return connection.send_and_receive(head + bytes((len(data),)) + data + le)


def _spoiled(octets: bytes, about: dict[str, Any]) -> bytes:
    """With the octet `flip` changed, cut to `cut`, or `add` more octets."""
    changed = bytearray(octets)
    if "flip" in about:
        changed[about["flip"]] ^= 0x01
    return bytes(changed[: about.get("cut")]) + bytes(about.get("add", 0))
