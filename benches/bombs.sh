#!/bin/sh
# Replies of 1 MB and less that decode to 10 GB, received by the release binary: its peak of anonymous memory
# (RssAnon) and what it says. Fails above 300 MB, or when a bomb is not stopped. Needs python3; gzip, deflate and
# chained gzip are made with its own library, br and zstd when its modules `brotli` and `zstandard` are there.
set -eu
cd "$(dirname "$0")/.."
cargo build --quiet --release --no-default-features
exec python3 benches/bombs.py target/release/countersign
