"""All checks of one machine, within a bounded time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread

import httpx

from counter.doctor import broker, centre, devices, disk, store
from counter.doctor.finding import Finding, fault, ok
from counter.settings import SIMULATED, Settings
from firmware_config.clock import Clock, utc_now
from firmware_config.errors import ContractError
from firmware_config.reader.status import ReaderStatus

WITHIN_S = 20.0
"""The centre has twice five seconds; a disk that takes longer than this is a finding too."""
CHECKS = (
    *("reader", "scanner", "printer", "clock", "centre", "broker", "certificate"),
    *("disk", "space", "store", "settled", "port"),
)
_PORT = "port"
Check = Callable[[], Sequence[Finding]]


def examine(
    settings: Settings,
    *,
    reader: Callable[[], ReaderStatus] | None = None,
    is_running: bool = False,
    clock: Clock = utc_now,
    within_s: float = WITHIN_S,
) -> tuple[Finding, ...]:
    """What every check found, in the order of `CHECKS`.

    `reader` asks the running counter's own; without it PC/SC is asked. `is_running`: this is the
    counter that serves, so its port needs no look.
    """
    ask = reader or (lambda: _reader_of(settings))
    checks: dict[str, Check] = {
        "reader": lambda: [devices.check_reader(ask())],
        "scanner": lambda: [devices.check_scanner(settings.scanner_port)],
        "printer": lambda: [devices.check_printer(settings.printer)],
        "disk": lambda: [disk.check_disk(settings.state)],
        "space": lambda: [disk.check_space(settings.state)],
        "store": lambda: _of_store(settings, clock),
    }
    address = settings.broker
    if address is not None:
        checks["broker"] = lambda: [
            broker.check_broker(address, settings.broker_pass_file, clock())
        ]
    if not is_running:
        checks[_PORT] = lambda: [check_port(settings)]
    found = {one.check: one for one in run_all(checks, within_s)}
    return tuple(found[name] for name in CHECKS if name in found)


def run_all(checks: dict[str, Check], within_s: float) -> Iterable[Finding]:
    """All at once, each in a thread; one that is not done in time is a fault of its own."""
    done: SimpleQueue[tuple[str, Sequence[Finding]]] = SimpleQueue()
    for name, check in checks.items():
        Thread(target=_run, args=(name, check, done), name=f"doctor-{name}", daemon=True).start()
    until, waiting = time.monotonic() + within_s, set(checks)
    while waiting:
        try:
            name, findings = done.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            break
        waiting.discard(name)
        yield from findings
    for name in sorted(waiting):
        yield fault(name, "check-too-slow", seconds=round(within_s))


def check_port(settings: Settings) -> Finding:
    """The counter's own port: it answers there, or nobody does."""
    url = f"http://{settings.host}:{settings.port}"
    try:
        with socket.create_server((settings.host, settings.port)):
            return ok(_PORT, "port-free", port=str(settings.port))
    except OSError:
        pass
    try:
        answer = httpx.get(f"{url}/sign-in", timeout=centre.ANSWER_S)
        ours = any(name.startswith(f"counter_{settings.terminal}") for name in answer.cookies)
    except httpx.HTTPError:
        ours = False
    return (
        ok(_PORT, "port-serving", url=url)
        if ours
        else fault(_PORT, "port-taken", port=str(settings.port))
    )


def _run(name: str, check: Check, done: SimpleQueue[tuple[str, Sequence[Finding]]]) -> None:
    try:
        findings = check()
    except Exception as error:  # one check that breaks must not hide what the others found
        cause = error.code if isinstance(error, ContractError) else type(error).__name__
        findings = [fault(name, "check-failed", cause=cause)]
    done.put((name, findings))


def _of_store(settings: Settings, clock: Clock) -> list[Finding]:
    """The store, and all that needs what it holds."""
    try:
        signer = settings.signer()
    except ContractError as error:
        cause = str(error.data.get("cause", error.code))
        return [store.check_store(settings), fault("certificate", "key-unreadable", cause=cause)]
    answer, now = centre.ask_centre(settings, signer, clock), clock()
    try:
        kept = store.kept_in(settings, signer, clock)
    except ContractError as error:
        return [
            store.check_kept(error),
            centre.check_clock(answer, None, now),
            centre.check_centre(answer, settings.centre_url, None),
        ]
    return [
        store.check_store(settings),
        store.check_settled(kept.unsettled),
        store.check_certificate(kept.certificate, signer, now),
        centre.check_clock(answer, kept.latest, now),
        centre.check_centre(answer, settings.centre_url, kept.last_contact),
    ]


def _reader_of(settings: Settings) -> ReaderStatus:
    if settings.reader == SIMULATED:
        return ReaderStatus("", simulated=True)
    return devices.look_for_reader(settings.reader)
