#!/usr/bin/env bash
# CPU time from start to first frame: Countersign against an empty window of the same features.
#
#   benches/startup.sh [RUNS]       default 9
#
# Exit 1 when Countersign needs more than the limit above the empty window.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/display.sh
. scripts/display.sh

runs=${1:-9}
limit_ms=60
target=${CARGO_TARGET_DIR:-target}

cargo build --release --locked --quiet --bin countersign --example empty_window
data_dir=$(mktemp -d)
trap 'stop_display; rm -rf "$data_dir"' EXIT
start_display 1280x800

python3 benches/startup.py --runs "$runs" --limit-ms "$limit_ms" \
    --opponent "$target/release/examples/empty_window" --exit-after-first-frame \
    --ours "$target/release/countersign" --data-dir "$data_dir" --exit-after-first-frame
