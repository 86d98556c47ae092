"""report: the monthly report of 200,000 payments in 200 offices, from the books to the sealed file.

Each month is written and reported by child processes of its own, so that what one needed does not
count for another. Memory is the most that the process held of the machine's (`VmHWM`), interpreter
and libraries included, against a month of 20,000 in as many offices.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import text

from cardsvc.centre import Centre
from cardsvc.reports.package import check_package
from cardsvc.reports.report import find_report
from cardsvc.reports.terms import ReportTerms
from cardsvc.settings import Settings
from cardsvc.tables import ReportState
from demo.people import people
from tests.bench.figure import Figure
from tests.bench.ledger_world import BTXH, NOVEMBER, PROVINCE, LedgerWorld
from tests.simulators.centre_world import Hands
from tests.simulators.postgres import Postgres

OFFICES = 200
FEW, MANY = 100, 1_000
"""Payments an office."""
_NAMES = 500
_CERTIFICATE_BYTES = 240


def run() -> list[Figure]:
    server = Postgres(durable=True)
    try:
        few, many = _measured(server, FEW), _measured(server, MANY)
    finally:
        server.stop()
    rows = OFFICES * MANY
    return [
        Figure("report.rows_per_s", rows / many["seconds"], "/s", None, "higher"),
        Figure("report.memory", many["peak_kb"] / few["peak_kb"], "x", 1.3, "lower"),
        Figure("report.peak", many["peak_kb"] / 1024, "MiB", None, "lower"),
        Figure("report.file", many["file_bytes"] / 1024**2, "MiB", None, "lower"),
    ]


def _measured(server: Postgres, per_office: int) -> dict[str, float]:
    url = server.new_database()
    with TemporaryDirectory() as folder:
        _child("fill", url, folder, per_office)
        told: dict[str, float] = json.loads(_child("report", url, folder, per_office))
        return told


def _child(work: str, url: str, folder: str, per_office: int) -> str:
    command = [sys.executable, "-m", "tests.bench.report", work, url, folder, str(per_office)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return done.stdout


def _fill(url: str, folder: Path, per_office: int) -> None:
    """A month with everybody paid by chip; each office with a list of its own."""
    world = LedgerWorld.open(folder / "state", url, OFFICES, OFFICES)
    for some in world.rows(per_office):
        world.copy([some])
    with world.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO payout_list (file_name, sha256, office, province, programme, period,"
                " rows, total_vnd, imported_at, imported_by) SELECT 'bench', sha256(id::bytea), id,"
                " province, 'BTXH', :period, 1, 1, 1, 'bench' FROM office"
            ),
            {"period": NOVEMBER.code},
        )
        connection.execute(
            text(
                "UPDATE due SET list = l.id FROM entitlement e, payout_list l"
                " WHERE e.id = due.entitlement AND l.office = e.office"
                " AND l.sha256 = sha256(l.office::bytea)"
            )
        )
        names = sorted({one.name for one in people(2026, _NAMES, NOVEMBER)})
        connection.execute(
            text(
                "UPDATE beneficiary SET name = (CAST(:names AS text[]))[1 + id % :count],"
                " folded_name = (CAST(:names AS text[]))[1 + id % :count]"
            ),
            {"names": names, "count": len(names)},
        )
        connection.execute(
            text("UPDATE card SET certificate = :octets"), {"octets": bytes(_CERTIFICATE_BYTES)}
        )
    with world.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    world.close()


def _report(url: str, folder: Path, per_office: int) -> None:
    centre = Centre.open(Settings.of(folder / "state", url), Hands())
    began = perf_counter()
    report_id = centre.reports.prepare(ReportTerms(BTXH, PROVINCE, NOVEMBER), "thu")
    centre.runs.work_off()
    centre.reports.submit(report_id, "thu")
    centre.reports.approve(report_id, "duyet")
    centre.runs.work_off()
    seconds = perf_counter() - began
    peak_kb = _peak_kb()
    with centre.reading.begin() as connection:
        report = find_report(connection, report_id)
    assert report.state is ReportState.SEALED
    path = centre.reports.package_of(report_id)
    with path.open("rb") as file:
        totals = check_package(file, centre.keyring.root).totals
    assert (totals.rows, totals.paid_people) == (OFFICES * per_office,) * 2
    told = {"seconds": seconds, "peak_kb": peak_kb, "file_bytes": path.stat().st_size}
    print(json.dumps(told))
    centre.close()


def _peak_kb() -> int:
    """proc(5): of this program alone, whoever started it."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1])


if __name__ == "__main__":
    {"fill": _fill, "report": _report}[sys.argv[1]](
        sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    )
