"""A disk of a few megabytes that can be filled: a tmpfs of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REMEDY = "run as root; in a container: --cap-add SYS_ADMIN"
_BYTES = 4 << 20
_PAGE = 4096


class DiskMissing(Exception):
    """Nothing may be mounted here."""


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """Mounted at `folder`."""

    folder: Path

    def fill(self, leaving_pages: int = 0) -> None:
        """Leave room for so many pages of 4096 octets and no more."""
        self.make_room()
        free = shutil.disk_usage(self.folder).free - leaving_pages * _PAGE
        self._filler.write_bytes(bytes(max(free, 0)))

    def make_room(self) -> None:
        self._filler.unlink(missing_ok=True)

    def make_read_only(self) -> None:
        mount = shutil.which("mount")
        assert mount is not None
        command = [mount, "-o", "remount,ro", str(self.folder)]
        subprocess.run(command, check=True)  # noqa: S603

    @property
    def _filler(self) -> Path:
        return self.folder / "somebody-else's"


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Raises `DiskMissing`."""
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        raise DiskMissing("there is no mount")
    command = [mount, "-t", "tmpfs", "-o", f"size={_BYTES}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if mounted.returncode:
        raise DiskMissing(mounted.stderr.strip())
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run([umount, "--lazy", str(folder)], check=True)  # noqa: S603
