#!/usr/bin/env bash
# CPU time of 1,000 signed requests in one run against newman and Bruno, and memory of 1,000 and 10,000.
#
#   benches/run.sh [RUNS]       default 3
#
# Needs node 20, npm and python3; the two others are installed below target. Exit 1 when a limit is missed.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-3}
target=${CARGO_TARGET_DIR:-target}

cargo build --release --locked --quiet --bin countersign
install() { npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$target/$1" "$2"; }
install ci/newman newman@6.2.2
install ci/bruno @usebruno/cli@4.1.0
python3 benches/run.py --countersign "$target/release/countersign" --newman "$target/ci/newman" \
    --bruno "$target/ci/bruno" --runs "$runs" --limit 0.1
