#!/usr/bin/env bash
# Opens the built program on a display and a session bus of its own and lets tests/foreign/at_spi.py read it.
#
#   scripts/accessibility.sh [PROGRAM] [--print]
#
# PROGRAM is target/release/countersign unless given. Needs xvfb, dbus, at-spi2-core, gir1.2-atspi-2.0 and python3-gi.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/display.sh
. scripts/display.sh

program=${1:-${CARGO_TARGET_DIR:-target}/release/countersign}
launcher=/usr/libexec/at-spi-bus-launcher
work=""
app_pid=""
launcher_pid=""

finish() {
    [ -z "$app_pid" ] || kill "$app_pid" 2>/dev/null || true
    [ -z "$launcher_pid" ] || kill "$launcher_pid" 2>/dev/null || true
    stop_display
    [ -z "$work" ] || rm -rf "$work"
}

# Everything below runs again inside the bus, which ends with it.
if [ -z "${COUNTERSIGN_ON_BUS:-}" ]; then
    [ -x "$program" ] || { echo "accessibility: build it first: cargo build --release" >&2; exit 1; }
    COUNTERSIGN_ON_BUS=1 exec dbus-run-session -- "$0" "$program" "${@:2}"
fi
trap finish EXIT
work=$(mktemp -d)
# The bus of accessibility has its socket here, of this run alone.
export XDG_RUNTIME_DIR="$work/run"
mkdir -m 700 "$XDG_RUNTIME_DIR"
unset AT_SPI_BUS_ADDRESS NO_AT_BRIDGE
start_display 1280x800
"$launcher" --launch-immediately --a11y=1 >"$work/launcher" 2>&1 &
launcher_pid=$!
"$program" --data-dir "$work/data" 2>"$work/stderr" &
app_pid=$!
code=0
# Debian's own Python has the bindings.
/usr/bin/python3 tests/foreign/at_spi.py "${@:2}" || code=$?
if ! kill -0 "$app_pid" 2>/dev/null; then
    echo "accessibility: the program ended" >&2
    code=1
fi
if [ "$code" -ne 0 ]; then
    sed 's/^/  stderr: /' "$work/stderr" "$work/launcher" >&2
fi
exit "$code"
