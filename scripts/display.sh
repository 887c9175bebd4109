# Sourced by scripts that need a screen of their own.
# shellcheck shell=bash

# start_display WIDTHxHEIGHT: starts Xvfb on a free display and exports DISPLAY. Stop it with stop_display.
start_display() {
    local number_file
    number_file=$(mktemp)
    # The server picks the number itself and tells it once it is ready.
    Xvfb -displayfd 6 -screen 0 "${1}x24" -nolisten tcp -noreset 6>"$number_file" 2>/dev/null &
    display_pid=$!
    for _ in $(seq 100); do
        [ -s "$number_file" ] && break
        sleep 0.1
    done
    if ! [ -s "$number_file" ]; then
        rm -f "$number_file"
        echo "Xvfb did not start: install the package xvfb" >&2
        return 1
    fi
    DISPLAY=":$(tr -d '[:space:]' <"$number_file")"
    export DISPLAY
    # A session of the developer's own must not draw the window.
    unset WAYLAND_DISPLAY WAYLAND_SOCKET
    rm -f "$number_file"
}

stop_display() {
    [ -n "${display_pid:-}" ] || return 0
    kill "$display_pid" 2>/dev/null || true
    wait "$display_pid" 2>/dev/null || true
    display_pid=""
}
