#!/usr/bin/env bash
# Runs the built program as a person would: start, Send the sample by click, look, rest; and start without a display.
#
#   scripts/window-run.sh           needs target/release/countersign, xvfb, xdotool, imagemagick
#
# Pictures are kept in target/ci/.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/display.sh
. scripts/display.sh

# Where things are in a window of this size, in points from its upper left corner.
screen=1280x800
send_at="1198 70"
# The strip of the response pane in which the status pill appears, and what the pill of a 2xx is drawn in.
status_strip=200x60+8+386
good_colour='#4cc38a'
colour_tolerance=12%
# So many pixels of that colour make a pill; fewer are the edges of something else.
pill_pixels=25

target=${CARGO_TARGET_DIR:-target}
program="$target/release/countersign"
pictures="$target/ci"
data_dir=$(mktemp -d)
log="$data_dir/stderr"
app_pid=""

finish() {
    [ -z "$app_pid" ] || kill "$app_pid" 2>/dev/null || true
    stop_display
    rm -rf "$data_dir"
}
trap finish EXIT

fail() {
    echo "window run: $1" >&2
    [ ! -s "$log" ] || sed 's/^/  stderr: /' "$log" >&2
    exit 1
}

# A software renderer may do nothing else meanwhile, so everything is waited for by looking.
# wait_for SECONDS WHAT COMMAND…
wait_for() {
    local tries=$(($1 * 5)) what=$2
    shift 2
    for _ in $(seq "$tries"); do
        is_alive || fail "the program ended while waiting for $what"
        if "$@"; then return 0; fi
        sleep 0.2
    done
    picture timeout
    fail "no $what; see $pictures/timeout.png"
}

is_alive() { kill -0 "$app_pid" 2>/dev/null; }

find_window() {
    window=$(xdotool search --onlyvisible --name '^Countersign|Countersign$' 2>/dev/null | head -n 1) && [ -n "$window" ]
}

picture() { import -window root "$pictures/$1.png"; }

# good_pixels NAME: how many pixels of the status strip have the colour of a good status.
good_pixels() {
    convert "$pictures/$1.png" -crop "$status_strip" +repage -alpha off -fuzz "$colour_tolerance" \
        -fill white -opaque "$good_colour" -fuzz 0 -fill black +opaque white -format '%[fx:round(mean*w*h)]' info:
}

shows_status() {
    picture "$1"
    [ "$(good_pixels "$1")" -ge "$pill_pixels" ]
}

is_drawn() {
    picture start
    [ "$(convert "$pictures/start.png" -format '%k' info:)" -gt 20 ]
}

cpu_ticks() { sed 's/.*) //' "/proc/$app_pid/stat" | awk '{ print $12 + $13 }'; }

open_window() {
    "$program" --data-dir "$data_dir/data" 2>"$log" &
    app_pid=$!
    wait_for 20 "window" find_window
    wait_for 10 "first frame" is_drawn
    # Fonts and the demo server come after the first frame.
    sleep 1
    picture start
}

send_sample() {
    ! shows_status start || fail "the status is there before anything was sent"
    # Without a window manager nothing has the focus yet.
    xdotool windowfocus "$window"
    # shellcheck disable=SC2086  # two numbers
    xdotool mousemove --window "$window" $send_at click 1
    wait_for 15 "good status after Send" shows_status sent
    echo "window run: Send of the sample gave a good status ($(good_pixels sent) pixels of it)"
}

rest() {
    # The pointer rests elsewhere, so that no tooltip is due.
    xdotool mousemove --window "$window" 2 798
    sleep 2
    local before after
    before=$(cpu_ticks)
    sleep 3
    after=$(cpu_ticks)
    is_alive || fail "the program ended while at rest"
    [ $((after - before)) -le 1 ] || fail "$((after - before)) ticks of CPU in 3 seconds of rest, at most 1 allowed"
    echo "window run: at rest, $((after - before)) ticks of CPU in 3 seconds"
}

no_panic_text() { ! grep -qi 'panicked' "$log" || fail "a panic text on stderr"; }

start_without_display() {
    local code=0
    timeout 20 env -u DISPLAY -u WAYLAND_DISPLAY -u WAYLAND_SOCKET \
        "$program" --data-dir "$data_dir/no-display" >"$data_dir/stdout" 2>"$log" || code=$?
    [ "$code" -eq 1 ] || fail "start without a display ended with $code, not 1"
    [ "$(grep -c . "$log")" -eq 1 ] || fail "start without a display did not say one line"
    grep -q 'countersign demo' "$log" || fail "start without a display does not point to countersign demo"
    no_panic_text
    [ ! -s "$data_dir/stdout" ] || fail "start without a display wrote to stdout"
    echo "window run: without a display: $(cat "$log")"
}

# A library that the window system loads at run time is hidden from the program alone, where namespaces allow it.
start_without_library() {
    local library code=0
    library=$(ldconfig -p | awk '/libXi\.so\.6 / { print $NF; exit }')
    if [ -z "$library" ] || ! unshare --mount true 2>/dev/null; then
        echo "window run: without a library: not tried, as this system lets nobody hide one"
        return 0
    fi
    unshare --mount sh -c 'mount --bind /dev/null "$1" && shift && exec "$@"' hide "$(readlink -f "$library")" \
        timeout 20 "$program" --data-dir "$data_dir/no-library" >"$data_dir/stdout" 2>"$log" || code=$?
    [ "$code" -eq 1 ] || fail "start without libXi ended with $code, not 1"
    [ "$(grep -c . "$log")" -eq 1 ] || fail "start without libXi did not say one line"
    grep -q 'libXi.so.6.*countersign demo' "$log" || fail "start without libXi does not name it and the way without a window"
    no_panic_text
    echo "window run: without a library: $(cat "$log")"
}

[ -x "$program" ] || { echo "window run: build it first: cargo build --release" >&2; exit 1; }
mkdir -p "$pictures"
start_display "$screen"
open_window
send_sample
rest
no_panic_text
kill "$app_pid"
wait "$app_pid" 2>/dev/null || true
app_pid=""
start_without_display
start_without_library
