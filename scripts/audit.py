"""Known vulnerabilities in what is installed, by pip-audit.

Ends with 1 when there are any. When the index cannot be asked it says so and ends with 0: a build
without a network is not a build with a hole. `--strict` (for a release) ends with 2 then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_LONGEST_S = 300
_AUDIT = ("--local", "--skip-editable", "--format", "json", "--progress-spinner", "off")


def main() -> int:
    """Runs the `pip-audit` beside this Python."""
    command = [str(Path(sys.executable).parent / "pip-audit"), *_AUDIT]
    try:
        ended = subprocess.run(  # noqa: S603 - our own arguments
            command, capture_output=True, text=True, timeout=_LONGEST_S, check=False
        )
        told = json.loads(ended.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as fault:
        print(f"NOT AUDITED: the index could not be asked ({type(fault).__name__}).")
        return 2 if "--strict" in sys.argv else 0
    # An index without the data of vulnerabilities, as many mirrors are, names packages alone.
    packages = [one for one in told["dependencies"] if "version" in one]
    if not packages:
        print("NOT AUDITED: the index has no data of vulnerabilities.")
        return 2 if "--strict" in sys.argv else 0
    faulty = [one for one in packages if one["vulns"]]
    for one in faulty:
        for vulnerability in one["vulns"]:
            mended = ", ".join(vulnerability["fix_versions"]) or "nothing yet"
            print(f"{one['name']} {one['version']}: {vulnerability['id']}, mended by {mended}")
    print(f"{len(packages)} packages audited, {len(faulty)} with known vulnerabilities.")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
