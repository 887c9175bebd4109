#!/usr/bin/env bash
# CPU time of a 1 GiB download to a file, `countersign send --output` against `curl --output`: the same server on
# loopback, alternated runs, medians.
#
#   benches/download.sh [RUNS]       default 9
#
# Needs curl and python3, and 2 GiB in the folder for temporary files. Exit 1 above 1.5 times.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
cargo build --release --locked --quiet --bin countersign
python3 benches/download.py --countersign "$target/release/countersign" --runs "${1:-9}" --limit 1.5
