"""`counter doctor`: what each check finds, the disk's self-test, the page."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from counter.doctor import centre, devices, disk, examination, store
from counter.doctor.finding import Finding, Level, fault, ok, warn, worst_of
from counter.doctor.words import mend, name, what
from counter.operation.unsettled import Unsettled
from counter.settings import SIMULATED, Settings
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.reader.errors import ReaderProblem
from firmware_config.reader.status import ReaderStatus
from firmware_config.signing import FileKey
from firmware_config.web.catalogue import LANGUAGES, WEB_MESSAGES, Catalogue, Translator
from tests.simulators.station import Counter
from tests.simulators.world import World
from tests.unit.counter.teller import Teller

MESSAGES = Path(__file__).parents[3] / "counter" / "messages"
_NOBODY = 65534
ANSWERS = centre.CentreAnswer(12, None, timedelta(0))


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Translator:
    return Catalogue.load((WEB_MESSAGES, MESSAGES), strict=True).translator(request.param)


def certificate(world: World, days: float, key: FileKey | None = None) -> TerminalCertificate:
    expires_at = world.now + timedelta(days=days)
    public = (key or world.terminal_key).public_key
    return TerminalCertificate(b"ca", world.terminal, world.office, 1, expires_at, public)


# The reader, the scanner, the printer.


@pytest.mark.parametrize(
    ("status", "level", "code"),
    [
        (ReaderStatus("ACS ACR39U", False), Level.OK, "reader-ready"),
        (ReaderStatus("simulated", True), Level.WARN, "reader-simulated"),
        *(
            (ReaderStatus(None, False, problem, "apt install pcscd"), Level.FAULT, "reader-absent")
            for problem in ReaderProblem
        ),
    ],
)
def test_a_reader_is_judged_and_told_how_to_be_mended(
    status: ReaderStatus, level: Level, code: str, words: Translator
) -> None:
    finding = devices.check_reader(status)
    assert (finding.level, finding.code) == (level, code)
    assert said(finding, words)


def test_a_reader_without_its_service_names_the_command_that_starts_it(words: Translator) -> None:
    status = ReaderStatus(None, False, ReaderProblem.SERVICE_DOWN, "apt install pcscd")
    assert "apt install pcscd" in (mend(devices.check_reader(status), words) or "")


def test_a_scanner_that_is_not_there_is_a_fault_and_none_at_all_is_not(tmp_path: Path) -> None:
    assert devices.check_scanner("").code == "scanner-none"
    assert devices.check_scanner("socket://scanner:4000").level is Level.OK
    assert devices.check_scanner(str(tmp_path / "ttyACM0")).code == "scanner-absent"
    port = tmp_path / "ttyACM1"
    port.touch()
    assert devices.check_scanner(str(port)).code == "scanner-ready"


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may use any port: within, the real user, whom access(2) goes by, is somebody else."""
    if os.getuid() != 0:
        yield
        return
    os.setreuid(_NOBODY, 0)
    try:
        yield
    finally:
        os.setreuid(0, 0)


def test_a_scanner_that_may_not_be_used_is_a_fault() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        port = Path(folder, "ttyACM1")
        port.touch(mode=0)
        with as_nobody():
            found = devices.check_scanner(str(port))
    assert found.code == "scanner-not-allowed"


def test_a_printer_is_asked_without_printing(tmp_path: Path) -> None:
    assert devices.check_printer("").code == "printer-none"
    lost = devices.check_printer(f"file:{tmp_path}/lp0")
    assert (lost.code, lost.data["fault"]) == ("printer-fault", "printer-absent")
    device = tmp_path / "lp1"
    device.touch()
    assert devices.check_printer(f"file:{device}").code == "printer-says-nothing"
    assert device.read_bytes() == b""


# The disk.


def test_a_disk_that_writes_durably_is_told_so(tmp_path: Path) -> None:
    def slow(handle: int) -> None:
        time.sleep(0.001)

    finding = disk.check_disk(tmp_path, sync=slow)
    assert finding.code in ("disk-true", "disk-memory", "disk-network")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(
    disk.file_system_of(Path(__file__).parent) in disk._MEMORY, reason="no real disk here"
)
def test_a_disk_that_says_too_soon_that_it_has_written_is_doubted() -> None:
    finding = disk.check_disk(Path(__file__).parent, sync=lambda handle: None)
    assert (finding.level, finding.code) == (Level.WARN, "disk-too-quick")


def test_a_disk_that_gives_back_something_else_is_a_fault(tmp_path: Path) -> None:
    def corrupting(handle: int) -> None:
        os.pwrite(handle, b"other", 0)

    trial = disk.try_disk(tmp_path, sync=corrupting)
    assert not trial.reads_back


def test_a_disk_that_fails_is_a_fault_and_leaves_nothing_behind(tmp_path: Path) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    finding = disk.check_disk(tmp_path, sync=full)
    if finding.code != "disk-memory":
        assert (finding.code, finding.data["cause"]) == ("disk-broken", "No space left on device")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no file system in memory")  # noqa: S108
def test_a_folder_in_memory_is_a_fault() -> None:
    assert disk.check_disk(Path("/dev/shm")).code == "disk-memory"  # noqa: S108


@pytest.mark.parametrize(
    ("free", "code"),
    [
        (disk.SPACE_LOW_BYTES, "space-enough"),
        (disk.SPACE_LOW_BYTES - 1, "space-low"),
        (disk.SPACE_NONE_BYTES, "space-low"),
        (disk.SPACE_NONE_BYTES - 1, "space-none"),
    ],
)
def test_little_space_is_told_before_there_is_none(tmp_path: Path, free: int, code: str) -> None:
    assert disk.check_space(tmp_path, lambda folder: free).code == code


# The centre and the clock.


@pytest.mark.parametrize(
    ("seconds", "level", "code"),
    [
        (0, Level.OK, "clock-right"),
        (30, Level.OK, "clock-right"),
        (31, Level.WARN, "clock-off"),
        (-31, Level.WARN, "clock-off"),
        (121, Level.FAULT, "clock-off"),
        (-86400, Level.FAULT, "clock-off"),
    ],
)
def test_the_clock_is_compared_with_the_centre_s(
    world: World, seconds: int, level: Level, code: str
) -> None:
    answer = replace(ANSWERS, ahead=timedelta(seconds=seconds))
    finding = centre.check_clock(answer, None, world.now)
    assert (finding.level, finding.code) == (level, code)


def test_a_clock_behind_the_journal_is_a_fault_though_the_centre_is_silent(world: World) -> None:
    silent = replace(ANSWERS, fault="centre-unreachable", ahead=None)
    assert centre.check_clock(silent, None, world.now).code == "clock-unproved"
    finding = centre.check_clock(silent, world.now + timedelta(hours=1), world.now)
    assert (finding.code, finding.data["seconds"]) == ("clock-behind-journal", 3600)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        (None, Level.OK),
        ("centre-unreachable", Level.WARN),
        ("centre-slow", Level.WARN),
        ("centre-fault", Level.WARN),
        ("terminal-revoked", Level.FAULT),
        ("access-expired", Level.FAULT),
    ],
)
def test_a_silent_centre_is_no_fault_but_one_that_refuses_is(
    code: str | None, level: Level, words: Translator, world: World
) -> None:
    for contact in (None, world.now):
        finding = centre.check_centre(replace(ANSWERS, fault=code), "http://centre:8100", contact)
        assert finding.level is level
        assert "centre:8100" in what(finding, words)


def test_the_centre_s_own_time_is_read_from_its_answer(counter: Counter, world: World) -> None:
    class Old(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(200)
            self.send_header("Date", "Thu, 05 Nov 2026 07:59:00 GMT")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response_only(401)
            self.end_headers()
            self.wfile.write(b'{"code": "terminal-unknown"}')

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Old)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        settings = replace(counter.station.settings, centre_url=url)
        answer = centre.ask_centre(settings, world.terminal_key, lambda: world.now)
    finally:
        server.shutdown()
        server.server_close()
    assert (answer.fault, answer.ahead) == ("terminal-unknown", timedelta(minutes=1))


def test_a_centre_that_is_not_there_is_told_so(counter: Counter, world: World) -> None:
    settings = counter.station.settings
    answer = centre.ask_centre(settings, world.terminal_key, lambda: world.now)
    assert (answer.fault, answer.ahead) == ("centre-unreachable", None)


# The store and the certificate.


def test_the_certificate_must_be_there_for_this_key_and_in_time(world: World) -> None:
    signer, now = world.terminal_key, world.now

    def code(found: TerminalCertificate | None) -> str:
        return store.check_certificate(found, signer, now).code

    assert code(certificate(world, 31)) == "certificate-good"
    assert code(certificate(world, 29)) == "certificate-soon"
    assert code(certificate(world, 0)) == "certificate-expired"
    assert code(certificate(world, 365, FileKey.new())) == "certificate-other-key"
    missing = store.check_certificate(None, signer, now)
    assert missing.data["key"] == signer.public_key.point.hex()


def test_a_store_that_is_not_there_is_not_made_by_looking(tmp_path: Path, world: World) -> None:
    settings = a_settings(tmp_path, world)
    with pytest.raises(store.StoreFault, match="store-absent"):
        store.kept_in(settings, world.terminal_key, lambda: world.now)
    assert not (tmp_path / "counter.sqlite").exists()


def test_what_is_unsettled_is_counted(words: Translator) -> None:
    assert store.check_settled(Unsettled(0, 0, 0, False)).level is Level.OK
    assert store.check_settled(Unsettled(0, 0, 0, True)).level is Level.OK
    finding = store.check_settled(Unsettled(1, 2, 3, False))
    assert finding.level is Level.WARN
    assert "2" in what(finding, words)


def test_a_healthy_counter_has_nothing_but_warnings_to_tell(counter: Counter) -> None:
    findings = examination.examine(
        counter.station.settings,
        reader=counter.station.worker.status,
        is_running=True,
        clock=lambda: counter.now,
    )
    assert {one.check for one in findings} == set(examination.CHECKS) - {"port", "broker"}
    by_check = {one.check: one.code for one in findings}
    assert by_check["certificate"] == "certificate-good"
    assert by_check["centre"] == "centre-silent"
    assert by_check["settled"] in ("nothing-open", "unsettled")


def a_settings(tmp_path: Path, world: World, port: int = 0) -> Settings:
    return Settings(
        state=tmp_path,
        terminal=world.terminal,
        office=world.office,
        office_name="Bưu cục Hoàn Kiếm",
        centre_url="http://127.0.0.1:1",
        root=world.root.public_key,
        status_uris=("01/0",),
        reader=SIMULATED,
        scanner_port="",
        host="127.0.0.1",
        port=port,
        database_url=f"sqlite:///{tmp_path / 'counter.sqlite'}",
    )


def test_a_machine_without_key_and_store_is_told_both(tmp_path: Path, world: World) -> None:
    settings = a_settings(tmp_path, world)
    codes = {one.code for one in examination.examine(settings)}
    assert {"key-unreadable", "port-free"} <= codes
    world.terminal_key.save(settings.key_file)
    assert "store-absent" in {one.code for one in examination.examine(settings)}


def test_a_port_that_another_program_has_is_a_fault(tmp_path: Path, world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        settings = a_settings(tmp_path, world, port)
        Thread(target=lambda: taken.accept()[0].close(), daemon=True).start()
        assert examination.check_port(settings).code == "port-taken"


# All of them.


def test_a_check_that_hangs_or_breaks_hides_nothing_else() -> None:
    def hang() -> list[Finding]:
        time.sleep(5.0)
        return []

    def break_down() -> list[Finding]:
        raise RuntimeError("a detail that is not for the page")

    began = time.monotonic()
    found = list(
        examination.run_all(
            {"disk": hang, "reader": break_down, "space": lambda: [ok("space", "space-enough")]},
            within_s=0.3,
        )
    )
    assert time.monotonic() - began < 2.0
    assert {(one.check, one.code) for one in found} == {
        ("disk", "check-too-slow"),
        ("reader", "check-failed"),
        ("space", "space-enough"),
    }
    assert [one.data.get("cause") for one in found if one.check == "reader"] == ["RuntimeError"]


@pytest.mark.parametrize(
    ("findings", "worst"),
    [
        ([], Level.OK),
        ([ok("a", "x")], Level.OK),
        ([warn("a", "x"), ok("b", "x")], Level.WARN),
        ([warn("a", "x"), fault("b", "x"), ok("c", "x")], Level.FAULT),
    ],
)
def test_the_worst_finding_counts(findings: list[Finding], worst: Level) -> None:
    assert worst_of(findings) is worst


def said(finding: Finding, words: Translator) -> bool:
    how = mend(finding, words)
    named = bool(name(finding, words)) and bool(what(finding, words))
    return named and (how is None) == (finding.level is Level.OK)


def test_every_finding_has_its_words(words: Translator, world: World, tmp_path: Path) -> None:
    now: datetime = world.now
    found = [
        *(devices.check_reader(ReaderStatus(None, False, one, "")) for one in ReaderProblem),
        *(
            disk.check_space(tmp_path, free)
            for free in (
                lambda folder: 0,
                lambda folder: disk.SPACE_NONE_BYTES,
                lambda folder: 1 << 40,
            )
        ),
        *(
            store.check_kept(store.StoreFault(f"store-{one}", cause="0001"))
            for one in ("absent", "older", "newer", "unreadable")
        ),
        store.check_store(a_settings(tmp_path, world)),
        store.check_store(replace(a_settings(tmp_path, world), database_url="postgresql://x/y")),
        *(
            store.check_certificate(certificate(world, days), world.terminal_key, now)
            for days in (-1, 10, 100)
        ),
        store.check_certificate(None, world.terminal_key, now),
        *(
            centre.check_clock(replace(ANSWERS, ahead=timedelta(seconds=one)), None, now)
            for one in (0, 60, -600)
        ),
        *(
            Finding("disk", level, code, {"micros": 3, "kind": "nfs", "cause": "x"})
            for level, code in product(
                (Level.FAULT,),
                ("disk-too-quick", "disk-memory", "disk-network", "disk-forgets", "disk-broken"),
            )
        ),
        fault("disk", "check-too-slow", seconds=20),
        fault("disk", "check-failed", cause="x"),
        fault("port", "port-taken", port="8200"),
        fault("scanner", "scanner-not-allowed", port="/dev/ttyACM0"),
        ok("scanner", "scanner-elsewhere", port="socket://x"),
        *(
            fault("printer", "printer-fault", fault=f"printer-{one}", printer="usb:1:2")
            for one in ("no-paper", "cover-open", "jammed", "silent", "in-use", "absent")
        ),
        fault("store", "store-rollback", version="3.40.1"),
        fault("certificate", "key-unreadable", cause="x"),
    ]
    assert all(said(one, words) for one in found)


# The page.


def test_the_page_is_for_supervisors_and_looks_only_when_asked(counter: Counter) -> None:
    teller = Teller.at(counter)
    assert teller.client.get("/doctor").status_code == 403
    boss = Teller.at(counter, "boss", "supervisor")
    assert "<table" not in boss.get("/doctor")
    assert boss.sent_to("/doctor") == "/doctor"
    page = boss.get("/doctor")
    assert "Đang dùng đầu đọc mô phỏng" in page
    boss.in_language("en")
    assert "The reader is simulated" in boss.get("/doctor")


def test_what_the_disk_s_trial_at_the_start_found_is_on_every_page(counter: Counter) -> None:
    teller = Teller.at(counter)
    assert counter.station.disk is not None
    counter.station.disk = warn("disk", "disk-too-quick", micros=2)
    assert "Ổ đĩa báo đã ghi" in teller.page
    counter.station.disk = ok("disk", "disk-true", micros=200)
    assert "Ổ đĩa báo đã ghi" not in teller.page
