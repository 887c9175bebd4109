#!/bin/sh
# CPU time of a 1 GiB download to a file, `countersign send --output` against `curl --output`: the same server on
# loopback, alternated runs, medians. Fails above 1.5 times. Needs curl and python3, and 2 GiB in the folder for
# temporary files.
set -eu
cd "$(dirname "$0")/.."
cargo build --quiet --release --no-default-features
exec python3 benches/download.py target/release/countersign
