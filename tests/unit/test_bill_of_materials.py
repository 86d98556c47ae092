"""`make sbom` names all that is shipped, without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from scripts import sbom
from tests.conftest import Count

# A process in which every socket to elsewhere fails.
_OFFLINE = """
import runpy, socket, sys
def refuse(*told, **more): raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_the_bill_names_every_requirement_with_version_and_licence(
    tmp_path: Path, count: Count
) -> None:
    path = tmp_path / "made" / "chitra.cdx.json"
    command = [sys.executable, "-c", _OFFLINE, sbom.__file__, str(path)]
    subprocess.run(command, check=True, timeout=120)  # noqa: S603 - our own arguments
    told = json.loads(path.read_text(encoding="utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["name"] == "chitra"
    parts = {one["name"]: one for one in told["components"]}
    required = {sbom.key(one.name) for one in sbom.required()}
    assert {"sqlalchemy", "flask", "cryptography"} <= required <= parts.keys()
    assert [name for name, one in parts.items() if not (one["version"] and one["licenses"])] == []
    assert "pytest" not in parts
    needs = {one["ref"]: set(one.get("dependsOn", ())) for one in told["dependencies"]}
    assert required <= needs["chitra"]
    assert "werkzeug" in needs["flask"]
    count(len(parts), "packages: in the bill of materials")


def test_a_requirement_that_is_not_installed_is_named(tmp_path: Path) -> None:
    script = tmp_path / "scripts" / "sbom.py"
    script.parent.mkdir()
    script.write_bytes(Path(sbom.__file__).read_bytes())
    text = sbom.SETUP.read_text(encoding="utf-8")
    (tmp_path / "setup.cfg").write_text(text.replace("flask >=", "no-such-flask >="), "utf-8")
    ended = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, script], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "no-such-flask" in ended.stderr
    assert ended.stdout == ""
