"""The table: each parser's name, the parser over octets, and good examples to spoil.

What is signed is tried twice: spoiled as it stands, and with its claims spoiled and signed again by
the key that is trusted for them, so that what lies behind the signature is read too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import qrcode
from PIL import Image

from cardsvc.lists.deaths import read_deaths
from cardsvc.registry.payout_list import read_payout_list
from cardsvc.registry.photos import portrait
from counter.readers.citizen_card import citizen_number
from counter.readers.image import qr_text
from counter.transport.http import _refusal_in
from firmware_config import cbor, cose, qr, script_list
from firmware_config.bundle.client.kept import Kept, KeptFile
from firmware_config.bundle.client.verified import root_name, verify_chain
from firmware_config.bundle.publishing.approval import read_approvers
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.review.fleet import Fleet
from firmware_config.bundle.rollout import Rollout
from firmware_config.card import tlv
from firmware_config.card.apdu import Command
from firmware_config.card.receipt import SignedReceipt
from firmware_config.card.script import Script, Unblock
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.errors import ContractError
from firmware_config.hold import Held, Hold, HoldRequest
from firmware_config.pkcs11_uri import Pkcs11Uri
from firmware_config.signing import FileKey, Signer
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.trust import Role
from firmware_config.wire import Entry
from tests.fuzz.card_answers import conversation, read_conversation
from tests.simulators.base45 import to_base45
from tests.simulators.configuration import reviewed
from tests.simulators.list_files import HANH_LINE, MINH_LINE, list_file
from tests.simulators.repository import PROVINCE, Client, Network, Publisher
from tests.simulators.signed import journal, signed_things
from tests.simulators.world import CITIZEN, NOW, PIN, World, blank_card
from tests.unit.registry.lists import AN, BINH, RATES, TERMS, csv_text, typed_list, xlsx

Parse = Callable[[bytes], object]
_MINUTES = timedelta(minutes=15)
_FLEET = b"""{"as_of": 1793865600, "counters": [{"terminal": "TQ000001", "office": "301040",
"province": "30", "configuration": 11, "programmes": {"BTXH": 120}, "keys": ["00ff"]}]}"""
_PARTS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml")
_URI = b"pkcs11:token=chitra;object=ack-2026;id=%01?module-path=/usr/lib/hsm.so&pin-source=env:PIN"


@dataclass(frozen=True, slots=True)
class Parser:
    """`parse` takes any octets: it gives a value or raises a `ContractError`. Each of `good` it
    takes. One that `answers` never raises: it answers that it does not understand."""

    name: str
    parse: Parse
    good: tuple[bytes, ...]
    answers: bool = False


def parsers() -> tuple[Parser, ...]:
    """All of them, over a world made afresh."""
    world = World.make()
    return (
        *_signed(world),
        *_bare(world),
        *_scanned(world),
        *_configuration(),
        *_uploaded(),
    )


def _signed(world: World) -> Iterator[Parser]:
    signers: dict[bytes, Signer] = {
        key.public_key.kid: key for key in (*world.keys.values(), world.root, world.terminal_key)
    }
    things: dict[str, tuple[bytes, Parse]] = {
        name: (one.octets, one.read) for name, one in signed_things(world).items()
    }
    due = world.entitlement()
    wanted = (Held(due.id, due.base, due.payable),)
    asked = HoldRequest(world.terminal, world.now, b"record-1", wanted)
    hold = Hold(world.terminal, b"record-1", world.now, world.now + _MINUTES, wanted)
    script = world.script(world.issue_card(), 1, Unblock())
    things |= {
        "hold request": (
            asked.sign(world.terminal_key),
            lambda octets: HoldRequest.parse(octets, world.terminal_key.public_key, world.now),
        ),
        "hold": (
            hold.sign(world.key(Role.LEDGER_ACK)),
            lambda octets: Hold.parse(octets, world.trust, world.terminal),
        ),
        "card script": (script, lambda octets: Script.parse(octets, world.trust)),
    }
    for name, (octets, read) in things.items():
        yield Parser(name, read, (octets,))
        again = _signed_again(octets, read, signers)
        if again is not None:
            yield Parser(f"{name}, signed again", *again)


def _bare(world: World) -> Iterator[Parser]:
    """What bears no signature, or one that something else checks."""
    issued = world.issue_card()
    receipt = issued.session(PIN).disburse(world.order(issued.entitlements[0]))
    command = Command(0x00, 0xA4, 4, 0, b"application", 256).encode()
    objects = tlv.encode([(0x80, b"\1"), (0x81, bytes(200))])
    scripts = script_list.encode([world.script(issued, 1, Unblock())])
    certificate = world.terminal_identity().certificate
    card = blank_card()
    card.power_on()
    yield Parser("cbor", cbor.decode, (cbor.encode({1: [b"a", "b", None], 2: -1}),))
    yield Parser("cose", cose.Sign1.parse, (issued.signed,))
    yield Parser("tlv", tlv.decode, (objects,))
    yield Parser("apdu", Command.parse, (command,))
    yield Parser("card answers", read_conversation, (conversation(issued),))
    yield Parser("card commands", card.transmit, (command,), answers=True)
    yield Parser("card receipt", SignedReceipt.parse, (receipt.cose,))
    yield Parser(
        "terminal certificate",
        lambda octets: TerminalCertificate.parse(octets, world.trust),
        (certificate,),
    )
    yield Parser("journal entry", Entry.parse, tuple(one.octets for one in journal(world)))
    yield Parser(
        "script list", lambda octets: script_list.believed(octets, world.trust), (scripts,)
    )
    yield Parser(
        "refusal of the centre",
        lambda octets: _refusal_in(octets, 409),
        (b'{"code": "batch-gap", "data": {"expected": 17}}',),
        answers=True,
    )


def _scanned(world: World) -> Iterator[Parser]:
    sheet = world.issue_qr()
    picture = _png_of(sheet.text)
    citizen = f"{CITIZEN.digits}|012345678|Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012021"
    texts = (sheet.text.encode(), to_base45(sheet.signed).encode())
    yield Parser("qr text", _of_text(qr.from_text), texts)
    yield Parser("qr picture", qr_text, (picture,))
    yield Parser("citizen card", _of_text(citizen_number), (citizen.encode(),))


def _configuration() -> Iterator[Parser]:
    for name in sorted(reviewed()):
        yield Parser(
            f"configuration, {name}",
            partial(_configuration_with, name),
            (reviewed()[name],),
        )
    policy = reviewed()["policy.toml"]
    yield Parser("policy", _of_text(TerminalPolicy.parse), (policy,))
    yield Parser("rollout", Rollout.parse, (Rollout(11, 12, frozenset({TERMS.office})).encode(),))
    yield Parser("fleet", Fleet.parse, (_FLEET,))
    points = ", ".join(f'"{FileKey.new().public_key.point.hex()}"' for _ in range(2))
    yield Parser("approvers", read_approvers, (f"approvers = [{points}]".encode(),))
    yield Parser("pkcs11 uri", _of_text(Pkcs11Uri.parse), (_URI,))
    yield from _tuf()


def _tuf() -> Iterator[Parser]:
    publisher = Publisher()
    publisher.publish(11)
    publisher.rotate()  # the first root is the anchor, and not fetched
    with TemporaryDirectory() as folder:
        client = Client(publisher, Path(folder))
        client.store.refresh(Network(publisher.files))
        kept = KeptFile(client.file).load()
    assert kept is not None
    yield Parser("configuration store", Kept.parse, (kept.encode(),))
    for name in sorted(kept.metadata.keys() - {root_name(1)}):
        chain = partial(_chain_with, publisher.anchor, kept, name)
        yield Parser(f"tuf, {name}", chain, (kept.metadata[name],))


def _uploaded() -> Iterator[Parser]:
    people = typed_list([AN, BINH])
    texts = (csv_text(people).encode(), csv_text(people, ";").encode("utf-16"))
    deaths = f"Số CCCD,Ngày mất\n{CITIZEN.digits},01/10/2026\n".encode()
    photo = BytesIO()
    Image.linear_gradient("L").resize((240, 320)).save(photo, "JPEG")
    book = xlsx(people)
    yield Parser("payout list, xlsx", _read_list, (book,))
    # A changed octet of an archive seldom gets past its checksums: so also the parts within.
    with ZipFile(BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in _PARTS}
    for name, octets in parts.items():
        yield Parser(f"payout list, {name}", partial(_read_list_with, book, name), (octets,))
    yield Parser("payout list, csv", _read_list, (*texts, list_file([HANH_LINE, MINH_LINE])))
    yield Parser("deaths", lambda octets: read_deaths(BytesIO(octets), NOW), (deaths,))
    yield Parser("photo", portrait, (photo.getvalue(),))


def _signed_again(
    octets: bytes, read: Parse, signers: dict[bytes, Signer]
) -> tuple[Parse, tuple[bytes, ...]] | None:
    """The same reader over the claims alone, where we have the key; None where we have not."""
    try:
        message = cose.Sign1.parse(octets)
    except ContractError:  # not one message, as a batch
        return None
    signer = signers.get(message.kid)
    if signer is None:
        return None

    def parse(claims: bytes) -> object:
        return read(cose.sign1(claims, signer, typ=message.typ))

    return parse, (message.payload,)


def _of_text(parse: Callable[[str], object]) -> Parse:
    # What a scanner or a form brings may be no UTF-8.
    return lambda octets: parse(octets.decode("utf-8", "surrogateescape"))


def _png_of(text: str) -> bytes:
    file = BytesIO()
    qrcode.make(text).save(file)
    return file.getvalue()


def _configuration_with(name: str, octets: bytes) -> object:
    return Configuration.parse(reviewed() | {name: octets})


def _chain_with(anchor: bytes, kept: Kept, name: str, octets: bytes) -> object:
    return verify_chain(anchor, {**kept.metadata, name: octets}, PROVINCE)


def _read_list_with(book: bytes, name: str, octets: bytes) -> object:
    changed = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(changed, "w") as new:
        for part in old.namelist():
            new.writestr(part, octets if part == name else old.read(part))
    return _read_list(changed.getvalue())


def _read_list(octets: bytes) -> object:
    return read_payout_list(octets, TERMS, RATES)
