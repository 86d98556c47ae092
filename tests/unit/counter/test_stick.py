"""A stick at the counter: pages, commands, and answers that are not what they should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from counter.centre.published import (
    TRUST,
    certificate_path,
    office_scripts_path,
    payout_list_path,
    shards_path,
    status_path,
)
from counter.cli import cli
from firmware_config.body.shift import CashIn
from firmware_config.ids import ProvinceCode, TerminalId
from firmware_config.signing import FileKey
from firmware_config.stick.coming import Answer, Refused, write_answer
from firmware_config.stick.going import Kind, Manifest, files_in, read_manifest
from firmware_config.stick.layout import StickError, going_folder
from firmware_config.trust import Role
from firmware_config.wire import Acknowledgement, Batch
from tests.simulators.station import Centre, Counter
from tests.simulators.world import World
from tests.unit.counter.teller import Teller


@dataclass
class Post:
    """Somebody who carries the stick to a centre that believes the terminal, and back."""

    world: World
    centre: Centre
    stick: Path

    def manifest(self) -> Manifest:
        folder = going_folder(self.stick, self.world.terminal)
        return Manifest.parse(read_manifest(folder), self.world.terminal_key.public_key)

    def batches(self) -> list[bytes]:
        told, folder = self.manifest(), going_folder(self.stick, self.world.terminal)
        files = [(one.kind, told.read(one, files_in(folder))) for one in told.files]
        return [octets for kind, octets in files if kind is Kind.BATCH]

    def answer(self) -> Answer:
        """What an honest centre gives."""
        self.centre.fault = None
        world = self.world
        paths = (
            TRUST,
            shards_path(ProvinceCode("01")),
            status_path("01/0"),
            payout_list_path(world.office),
            office_scripts_path(world.office),
            certificate_path(world.terminal),
        )
        documents = {}
        for path in paths:
            fetched = self.centre.fetch(path, None)
            assert fetched is not None
            documents[path] = fetched.octets
        acknowledged = tuple(map(self.centre.send_batch, self.batches()))
        self.centre.fault = "centre-unreachable"
        return Answer(world.terminal, world.now, acknowledged, None, documents)

    def bring(self, answer: Answer, terminal: TerminalId | None = None) -> None:
        octets = answer.seal(self.manifest().sealing_key)
        write_answer(self.stick, octets, terminal or self.world.terminal)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def offline(tmp_path: Path, world: World, stick: Path) -> Iterator[Counter]:
    """A counter that was never online; its setting knows the stick."""
    centre = Centre(world, fault="centre-unreachable")
    made = Counter(tmp_path, world, centre)
    made.station.settings = replace(made.station.settings, stick=stick)
    yield made
    made.stop()


@pytest.fixture
def post(offline: Counter, stick: Path) -> Post:
    return Post(offline.world, offline.centre, stick)


def pending(counter: Counter) -> int:
    return counter.station.outbox.pending().confirmations


def test_nothing_is_settled_until_the_acknowledgement_is_back(offline: Counter, post: Post) -> None:
    sticks = offline.station.sticks
    assert pending(offline) == 1  # the open shift
    assert sticks.write(post.stick).confirmations == 1
    assert sticks.write(post.stick).batches == 1  # the first stick was lost
    assert pending(offline) == 1
    post.bring(post.answer())
    brought = offline.station.take_stick(post.stick)
    assert (brought.acknowledged, brought.faults) == (1, ())
    assert pending(offline) == 0
    # The same stick again changes nothing.
    again = offline.station.take_stick(post.stick)
    assert (again.acknowledged, again.faults) == (0, ())


def test_what_was_journaled_meanwhile_waits_for_the_next_stick(
    offline: Counter, post: Post
) -> None:
    offline.station.sticks.write(post.stick)
    offline.station.journal.append(CashIn(1_000_000, "lan"))
    post.bring(post.answer())
    assert offline.station.take_stick(post.stick).acknowledged == 1
    assert pending(offline) == 1
    offline.station.sticks.write(post.stick)
    post.bring(post.answer())
    assert offline.station.take_stick(post.stick).acknowledged == 1
    assert pending(offline) == 0


def test_what_the_ledger_sets_aside_comes_back_with_the_stick(offline: Counter, post: Post) -> None:
    offline.station.sticks.write(post.stick)
    offline.centre.refused = {1: "cash-in-doubt"}
    post.bring(post.answer())
    offline.station.take_stick(post.stick)
    ((seq, reason, _),) = offline.station.outbox.dead_letters()
    assert (seq, reason) == (1, "cash-in-doubt")


def test_lists_come_with_the_stick_and_are_as_old_as_they_say(
    offline: Counter, post: Post, world: World
) -> None:
    assert offline.station.published.snapshot.trust is None
    offline.station.sticks.write(post.stick)
    post.bring(post.answer())
    offline.now = world.now + timedelta(days=3)  # on its way
    offline.station.take_stick(post.stick)
    lists = offline.station.published.snapshot
    assert lists.trust == world.trust
    assert lists.payout_list is not None
    assert lists.certificate is not None
    assert lists.checked_at == world.now


def test_an_older_stick_takes_nothing_back(offline: Counter, post: Post, world: World) -> None:
    sticks = offline.station.sticks
    sticks.write(post.stick)
    old = post.answer()
    newer = replace(world.trust, version=2)
    offline.centre.world = replace(world, trust=newer)
    post.bring(post.answer())
    offline.station.take_stick(post.stick)
    post.bring(old)
    brought = offline.station.take_stick(post.stick)
    assert brought.faults == (("lists", "trust-rollback"),)
    assert offline.station.published.snapshot.trust == newer


def test_an_acknowledgement_that_the_ledger_did_not_sign_settles_nothing(
    offline: Counter, post: Post, world: World
) -> None:
    offline.station.sticks.write(post.stick)
    (batch,) = post.batches()
    taken = Batch.parse(batch, world.terminal, world.terminal_key.public_key)
    ack = Acknowledgement(world.terminal, taken.last_seq, taken.head, world.now)
    for forged in (ack.sign(FileKey.new()), ack.sign(world.key(Role.STATUS_LIST))):
        post.bring(replace(post.answer(), acknowledgements=(forged,)))
        brought = offline.station.take_stick(post.stick)
        assert [part for part, _ in brought.faults] == ["outbox"]
        assert pending(offline) == 1


def test_an_acknowledgement_of_another_history_settles_nothing(
    offline: Counter, post: Post, world: World
) -> None:
    offline.station.sticks.write(post.stick)
    ack = Acknowledgement(world.terminal, 1, bytes(32), world.now)
    other = replace(post.answer(), acknowledgements=(ack.sign(world.key(Role.LEDGER_ACK)),))
    post.bring(other)
    assert offline.station.take_stick(post.stick).faults == (("outbox", "ack-does-not-match"),)
    assert pending(offline) == 1


def test_a_forged_list_leaves_the_good_one(offline: Counter, post: Post, world: World) -> None:
    offline.station.sticks.write(post.stick)
    good = post.answer()
    post.bring(good)
    offline.station.take_stick(post.stick)
    before = offline.station.published.snapshot
    forged = World.make(world.now).trust.sign(FileKey.new())
    post.bring(replace(good, documents={**good.documents, TRUST: forged}))
    assert offline.station.take_stick(post.stick).faults == (("lists", "bad-signature"),)
    assert offline.station.published.snapshot == before


def test_somebody_elses_bundle_is_refused_by_name(offline: Counter, post: Post) -> None:
    offline.station.sticks.write(post.stick)
    other = TerminalId("T0000009")
    post.bring(replace(post.answer(), terminal=other), other)
    with pytest.raises(StickError, match=r"stick-of-another.*T0000009"):
        offline.station.take_stick(post.stick)
    # Also when it was renamed.
    post.bring(replace(post.answer(), terminal=other))
    with pytest.raises(StickError, match=r"stick-of-another.*T0000009"):
        offline.station.take_stick(post.stick)
    assert pending(offline) == 1


def test_a_refused_batch_is_told_and_a_later_stick_brings_it_from_there(
    offline: Counter, post: Post
) -> None:
    station = offline.station
    station.journal.append(CashIn(1_000_000, "lan"))
    station.sticks.write(post.stick)
    post.bring(post.answer())
    station.take_stick(post.stick)
    assert pending(offline) == 0
    refused = replace(post.answer(), acknowledgements=(), refused=Refused("batch-gap", 2))
    post.bring(refused)
    brought = station.take_stick(post.stick)
    assert (brought.faults, brought.expected) == ((("batch", "batch-gap"),), 2)
    station.sticks.write(post.stick, 2)
    (batch,) = post.batches()
    world = offline.world
    assert Batch.parse(batch, world.terminal, world.terminal_key.public_key).first_seq == 2


def test_the_page_writes_and_takes_in(offline: Counter, post: Post) -> None:
    teller = Teller.at(offline)
    page = teller.get("/stick")
    assert "chờ trung tâm xác nhận" in page
    teller.post("/stick/out")
    assert "Đã chép xong 1 mục" in teller.get("/stick")
    post.bring(post.answer())
    teller.post("/stick/in")
    assert "Trung tâm xác nhận thêm 1 mục" in teller.get("/stick")


def test_the_page_names_what_is_wrong_and_where(offline: Counter, post: Post) -> None:
    teller = Teller.at(offline)
    teller.post("/stick/in")
    assert "không có trả lời nào của trung tâm" in teller.get("/stick")
    teller.post("/stick/out")
    other = TerminalId("T0000009")
    post.bring(replace(post.answer(), terminal=other), other)
    teller.post("/stick/in")
    assert "của máy quầy T0000009" in teller.get("/stick")
    revoked = replace(post.answer(), documents={}, refused=Refused("terminal-revoked"))
    post.bring(replace(revoked, acknowledgements=()))
    teller.post("/stick/in")
    assert "máy quầy này đã bị thu hồi" in teller.get("/stick")
    (post.stick / "chitra-in" / f"{post.world.terminal}.answer").write_bytes(b"\x84\x01")
    teller.post("/stick/in")
    assert "bị dở dang" in teller.get("/stick")


def test_without_a_place_for_sticks_there_is_no_page(counter: Counter, teller: Teller) -> None:
    assert "/stick" not in teller.get("/")
    assert teller.client.get("/stick").status_code == 404


def test_the_commands_write_and_take_in_while_nobody_serves(
    tmp_path: Path, world: World, stick: Path
) -> None:
    state = tmp_path / "state"
    told = CliRunner().invoke(
        cli,
        [
            *("init", "--state", str(state), "--terminal", world.terminal.text),
            *("--office", world.office.text, "--office-name", "Ba Đình", "--status", "01/0"),
            *("--centre", "http://127.0.0.1:1", "--root", world.root.public_key.point.hex()),
            *("--port", "0"),
        ],
    )
    assert told.exit_code == 0, told.output
    (state / "terminal.key").unlink()
    world.terminal_key.save(state / "terminal.key")
    out = CliRunner().invoke(cli, ["stick", "out", "--state", str(state), str(stick)])
    assert out.output == "confirmations 0\nbatches 0\n"
    post = Post(world, Centre(world), stick)
    post.bring(post.answer())
    brought = CliRunner().invoke(cli, ["stick", "in", "--state", str(state), str(stick)])
    assert brought.output == "acknowledged 0\nconfiguration 0\n"
    bad = replace(post.answer(), acknowledgements=(b"no acknowledgement",))
    post.bring(bad)
    brought = CliRunner().invoke(cli, ["stick", "in", "--state", str(state), str(stick)])
    assert brought.exit_code == 1
    assert "Xác nhận: không nhận được (cose-not-sign1)" in brought.output
