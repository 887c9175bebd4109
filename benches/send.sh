#!/usr/bin/env bash
# CPU time of a signed GET from the command line against curl, the files it opens, and 200 GETs in one process.
#
#   benches/send.sh [RUNS]       default 21
#
# Needs curl, strace and python3. Exit 1 when a limit is missed.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-21}
target=${CARGO_TARGET_DIR:-target}

# Builds the program too, with the features that all benches share: a build of its own would compile half of it anew.
cargo bench --locked --quiet --no-run --bench sequential
python3 benches/send.py --countersign "$target/release/countersign" --runs "$runs" --limit 3
cargo bench --locked --quiet --bench sequential -- "$target/release/countersign"
