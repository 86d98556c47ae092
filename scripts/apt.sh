#!/bin/sh
# Installs the Debian packages named, those that are missing; says so, and how it got the right.
set -eu
missing=""
for package in "$@"; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "chitra: this system has no apt-get; install by other means:$missing" >&2
    exit 1
fi
as=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "chitra: neither root nor sudo; have an administrator run: apt-get install$missing" >&2
        exit 1
    fi
    as="sudo"
fi
echo "chitra: installing with ${as:-root's} apt-get:$missing"
$as apt-get update -qq
# The daemons are started by the tests themselves, on private sockets.
$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
