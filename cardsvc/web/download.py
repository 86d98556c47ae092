"""A sheet as a file for the browser. It lies on disk until it is sent, so its length is no matter.

Whoever gives a file of people's data records it first, in a transaction of its own: the rows are
read in one that only reads, and a slow browser holds neither.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from flask import Response, abort, send_file

from cardsvc.export.csv_file import write_csv
from cardsvc.export.sheet import Sheet
from cardsvc.export.workbook import write_xlsx
from firmware_config.vietnamese.fold import fold

KINDS: dict[str, tuple[str, Callable[[IO[bytes], Sheet], int]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "csv": ("text/csv", write_csv),
}
"""By the file's ending."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was written. `rows` is for the trail."""

    kind: str
    file: IO[bytes]
    rows: int
    name: str

    @classmethod
    def of(cls, kind: str, sheet: Sheet) -> Download:
        """Write `sheet` as a file of `kind`; 404 for an unknown kind.

        Raises:
            ExportError: `export-too-many-rows`.
        """
        if kind not in KINDS:
            abort(404)
        # Nameless: it is gone when it is closed, also if the program dies before.
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it is sent
        try:
            rows = KINDS[kind][1](file, sheet)
        except BaseException:
            file.close()
            raise
        name = re.sub(r"[^a-z0-9]+", "-", fold(sheet.title)).strip("-") or "bang"
        return cls(kind, file, rows, f"{name}.{kind}")

    def response(self) -> Response:
        """The file, sent piece by piece and then closed."""
        self.file.seek(0)
        answer = send_file(
            self.file,
            mimetype=KINDS[self.kind][0],
            as_attachment=True,
            download_name=self.name,
        )
        answer.call_on_close(self.file.close)
        return answer
