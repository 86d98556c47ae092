"""`python -m tests.fuzz --minutes N [--only NAME]`: coverage-guided fuzzing of the table.

libFuzzer, through atheris, watches which branches of our code an input reaches and goes on from
those that reach new ones. What it learns is kept in `build/fuzz/<name>/` for the next time, and so
is an input that broke something, beside it as `crash-…`. Ends with 1 when something broke.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.spoiling import CLASSICS, MOST_BYTES

KEPT = Path("build/fuzz")
_OURS = ("firmware_config", "cardsvc", "counter")
_RUNS = re.compile(rb"stat::number_of_executed_units:\s+(\d+)")
_COVERED = re.compile(rb"cov: (\d+)")
_RSS_MIB = 2048
_HANGS_AFTER_S = 30
_TAIL_LINES = 40


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("--minutes", type=float, default=5.0, help="for all parsers together")
    asked.add_argument("--only", help="one parser, by its name in the table")
    asked.add_argument("--list", action="store_true", help="print the names and end")
    asked.add_argument("--fuzz", help=argparse.SUPPRESS)
    asked.add_argument("--seconds", type=int, default=0, help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.fuzz:
        _fuzz(told.fuzz, told.seconds)
    names = _names()
    if told.list:
        print("\n".join(names))
        return 0
    if told.only and told.only not in names:
        asked.error(f"no parser is called {told.only!r}; see --list")
    chosen = [told.only] if told.only else names
    seconds = max(1, int(told.minutes * 60 / len(chosen)))
    total, broken = 0, []
    for name in chosen:
        runs, ok = _in_its_own_process(name, seconds)
        total += runs
        if not ok:
            broken.append(name)
    print(f"{total:9,} inputs: coverage-guided, for {len(chosen)} parsers")
    for name in broken:
        print(f"broken: {name}: see {KEPT / _folder(name)}")
    return 1 if broken else 0


def _names() -> list[str]:
    from tests.fuzz.parsers import parsers

    return [one.name for one in parsers()]


def _in_its_own_process(name: str, seconds: int) -> tuple[int, bool]:
    """libFuzzer ends its process when it is done: so each parser has one."""
    command = (sys.executable, "-m", "tests.fuzz", "--fuzz", name, "--seconds", str(seconds))
    ended = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    runs, covered = _RUNS.search(ended.stderr), _COVERED.findall(ended.stderr)
    number = int(runs[1]) if runs else 0
    print(f"{number:9,} {name}: {int(covered[-1]) if covered else 0} branches", flush=True)
    if ended.returncode != 0:
        tail = ended.stderr.decode(errors="replace").splitlines()[-_TAIL_LINES:]
        print("\n".join(tail), file=sys.stderr)
    return number, ended.returncode == 0 and number > 0


def _fuzz(name: str, seconds: int) -> None:
    """Does not return."""
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: it has wheels for Linux; pip install atheris")
    # Nothing of ours is imported before this, or its branches would not be seen.
    with atheris.instrument_imports(include=list(_OURS)):
        from tests.fuzz.parsers import parsers
        from tests.fuzz.trying import attempt

    parser = next(one for one in parsers() if one.name == name)
    folder = KEPT / _folder(name)
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, octets in enumerate((*parser.good, *CLASSICS.values())):
        (corpus / f"seed-{number}").write_bytes(octets)
    options = (
        f"-max_total_time={seconds}",
        f"-max_len={MOST_BYTES}",
        f"-timeout={_HANGS_AFTER_S}",
        f"-rss_limit_mb={_RSS_MIB}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        str(corpus),
    )
    atheris.Setup([sys.argv[0], *options], lambda octets: attempt(parser, octets) and None)
    atheris.Fuzz()


def _folder(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


if __name__ == "__main__":
    sys.exit(main())
