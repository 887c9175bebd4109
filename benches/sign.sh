#!/usr/bin/env bash
# Instructions of a signature with its full report, against `aws-sigv4` alone on the same request.
#
#   benches/sign.sh
#
# Needs valgrind. Exit 1 when ours is above one of the figures. The instructions of 20 signatures less those of 10 are
# those of 10 signatures: what starting and preparing cost is in both.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=$(cargo bench --locked --quiet --bench sign --no-run --message-format=json-render-diagnostics |
    sed -n 's/.*"name":"sign".*"executable":"\([^"]*\)".*/\1/p')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# instructions WHAT WHO TIMES
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$scratch/out" "$binary" "$@" \
        >"$scratch/signature-$1-$2" 2>"$scratch/log" || { cat "$scratch/log" >&2; return 1; }
    sed -n 's/^summary: //p' "$scratch/out"
}

# of_one WHAT WHO: instructions of one signature
of_one() {
    local ten twenty
    ten=$(instructions "$1" "$2" 10) || return 1
    twenty=$(instructions "$1" "$2" 20) || return 1
    echo $(((twenty - ten) / 10))
}

failed=0
# compare WHAT LIMIT
compare() {
    local ours theirs
    ours=$(of_one "$1" ours)
    theirs=$(of_one "$1" crate)
    if ! cmp -s "$scratch/signature-$1-ours" "$scratch/signature-$1-crate"; then
        echo "$1: the two signatures differ" >&2
        failed=1
    fi
    awk -v what="$1" -v ours="$ours" -v theirs="$theirs" -v limit="$2" 'BEGIN {
        printf "%s: %d instructions, aws-sigv4 alone %d, ratio %.3f, limit %s\n", what, ours, theirs, ours / theirs, limit
        exit ours / theirs > limit
    }' || failed=1
}

compare get 4.0
compare put 1.1
exit "$failed"
