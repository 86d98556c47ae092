#!/bin/sh
# Makes the virtual environment $2 with the interpreter $1, installing python3-venv if that is
# what is missing.
set -eu
python=$1
venv=$2
[ -x "$venv/bin/pip" ] && exit 0
if ! command -v "$python" >/dev/null 2>&1; then
    sh "$(dirname "$0")/apt.sh" python3 python3-venv
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    sh "$(dirname "$0")/apt.sh" python3-venv
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "chitra: Python 3.11 or newer is needed; name one with: make PYTHON=python3.12" >&2
    exit 1
}
"$python" -m venv "$venv"
