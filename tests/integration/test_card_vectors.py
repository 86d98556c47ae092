"""One set of conversations, on three cards: what one card answers, all must.

The software card by itself, the software card in pcscd's virtual reader, and the applet under
jCardSim in the same reader. The applet's simulator has no security domain, so its personalisation
goes in clear, and what only a channel can show is left to the software card.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import firmware_config
from firmware_config.card.apdu import Connection
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.vpcd import VpcdCard
from firmware_config.reader.events import CardInserted, ReaderReady
from firmware_config.reader.worker import ReaderWorker
from tests.conftest import Count
from tests.simulators.connection import CardConnection
from tests.simulators.inbox import Inbox
from tests.simulators.pcscd import Pcscd
from tests.simulators.vectors import Conversation, conversations, hold
from tests.simulators.world import blank_card, opened_channel

ALL = conversations()
IN_CLEAR = [one for one in ALL if not one.channel]
APPLET = Path(firmware_config.__file__).parent / "applet"
JCARDSIM_ATR = b"CHITRAJCS"
_WAIT_S = 60.0

each = pytest.mark.parametrize("conversation", ALL, ids=lambda one: one.name)
each_in_clear = pytest.mark.parametrize("conversation", IN_CLEAR, ids=lambda one: one.name)


def hold_with_software(connection: Connection, conversation: Conversation) -> int:
    return hold(conversation, connection, opened_channel(connection))


def hold_in_clear(connection: Connection, conversation: Conversation) -> int:
    CardSession(connection).select()
    return hold(conversation, connection, connection)


@each
def test_the_software_card_answers_as_the_vectors_say(
    conversation: Conversation, count: Count
) -> None:
    with CardConnection(blank_card()) as connection:
        count(hold_with_software(connection, conversation), "vectors: the software card")


def hold_through(
    worker: ReaderWorker,
    conversation: Conversation,
    how: Callable[[Connection, Conversation], int],
) -> tuple[int, bytes]:
    """Wait for a card, and hold the conversation with it. How many steps, and its ATR."""
    inbox = Inbox()
    worker.subscribe(inbox)
    while not isinstance(event := inbox.take()[0], CardInserted):
        assert isinstance(event, ReaderReady)
    return worker.run(lambda connection: how(connection, conversation), _WAIT_S), event.atr


@pytest.mark.pcsc
@each
def test_the_software_card_answers_the_same_through_pcscd(
    conversation: Conversation, pcscd: Pcscd, worker: ReaderWorker, count: Count
) -> None:
    with VpcdCard(blank_card(), port=pcscd.vpcd_port):
        steps, _ = hold_through(worker, conversation, hold_with_software)
    count(steps, "vectors: the software card through pcscd")


@pytest.fixture(scope="session")
def applet_classes() -> str:
    """The class path of the simulated applet, built now."""
    if shutil.which("mvn") is None or shutil.which("java") is None:
        text = "no Maven or no Java; mend it with: apt install maven default-jdk-headless"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)
    build = ["mvn", "-B", "-q", "process-classes"]
    subprocess.run(build, cwd=APPLET, check=True, timeout=600)  # noqa: S603 - our own words
    target = APPLET / "target"
    return f"{target / 'classes'}:{(target / 'classpath').read_text().strip()}"


@pytest.fixture
def applet(applet_classes: str, pcscd: Pcscd) -> Iterator[None]:
    """A blank card with the applet in the virtual reader."""
    java = ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", applet_classes]
    command = [*java, "vn.chitra.card.VpcdMain", "127.0.0.1", str(pcscd.vpcd_port)]
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        yield
        process.kill()


@pytest.mark.pcsc
@pytest.mark.timeout(900)  # the first builds the applet, and fetches what it is built with
@each_in_clear
def test_the_applet_answers_the_same(
    conversation: Conversation, applet: None, worker: ReaderWorker, count: Count
) -> None:
    steps, atr = hold_through(worker, conversation, hold_in_clear)
    assert JCARDSIM_ATR in atr
    count(steps, "vectors: the applet under jCardSim")
