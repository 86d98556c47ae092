"""`make run`: the centre and one counter on loopback, with made-up people, until Ctrl-C."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from demo.first_start import MARK, first_start
from demo.processes import Ports, StartFault, check_free, run_both


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--reader", choices=("simulated", "pcsc"), default="simulated")
    parser.add_argument("--fresh", action="store_true", help="begin anew")
    parser.add_argument("--centre-port", type=int, default=8470)
    parser.add_argument("--counter-port", type=int, default=8200)
    asked = parser.parse_args()
    state: Path = asked.state
    if asked.fresh and (state / MARK).exists():
        shutil.rmtree(state)
    elif state.exists() and any(state.iterdir()) and not (state / MARK).exists():
        print(f"{state} holds something else; name another folder with STATE=", file=sys.stderr)
        return 2
    ports = Ports(asked.centre_port, asked.counter_port)
    try:
        for port in (ports.centre, ports.counter):
            check_free(port)
        sign_ins = first_start(state, asked.reader, ports)
    except StartFault as fault:
        print(f"chitra: {fault}", file=sys.stderr)
        return 1
    return run_both(state, asked.reader, ports, sign_ins)


sys.exit(main())
