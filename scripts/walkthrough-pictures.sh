#!/usr/bin/env bash
# Makes docs/pictures: the window at the steps that the walkthroughs show, drawn by the tests that follow them. Look at each
# before it is committed. Needs what the pictures of the window need (CONTRIBUTING.md), port 8710 and ImageMagick.
set -euo pipefail
cd "$(dirname "$0")/.."

drawn=$(mktemp -d)
trap 'rm -rf "$drawn"' EXIT
# One at a time: each has its demo server on the port that the documents say.
WALKTHROUGH_PICTURES=$drawn XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/tmp} LP_NATIVE_VECTOR_WIDTH=256 \
    cargo test --locked --features snapshots --test it window::walkthroughs:: -- --test-threads 1 \
    --skip every_link
rm -rf docs/pictures
mkdir -p docs/pictures
for picture in "$drawn"/*.png; do
    # A palette is enough for a window of flat colours, and a third of the bytes.
    convert "$picture" -strip +dither -colors 256 -define png:compression-level=9 "PNG8:docs/pictures/${picture##*/}"
done
ls -l docs/pictures
