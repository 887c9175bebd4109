#!/usr/bin/env bash
# Rebuilds assets/fonts and src/ui/icons.rs from the packages named below. Needs npm, python3 with venv, and network.
#
#   scripts/fonts.sh
#
# The output is kept in the repository; a build never runs this.
set -euo pipefail
cd "$(dirname "$0")/.."

inter="inter-ui@4.1.1"
mono="jetbrains-mono@1.0.6"
lucide="lucide-static@1.62.0"
fonttools="fonttools[woff]==4.68.0"

# Latin to Extended-A, combining marks, Greek, Cyrillic, punctuation, super- and subscripts,
# currency, letter-like, arrows, mathematical signs in use, keys, box drawing, blocks, geometric shapes, check marks.
text_ranges="U+0020-017F,U+0192,U+0218-021B,U+02B0-02DF,U+0300-036F,U+0370-03FF,U+0400-045F,U+0490-0491"
text_ranges+=",U+2000-206F,U+2070-209F,U+20A0-20BF,U+2100-214F,U+2190-21FF,U+2200-2265"
text_ranges+=",U+2318,U+2325,U+232B,U+238B,U+23CE,U+2423,U+2500-25FF,U+2713-2718,U+FFFD"

# Kerning and marks. Not "calt": it would draw typed "->" as an arrow.
inter_features="kern,mark,mkmk,ccmp,locl"

# Icons the window may use. "circle-help" is Lucide's older name of "circle-question-mark".
icons="arrow-left arrow-right arrow-up-down braces check chevron-down chevron-right circle-alert circle-check
circle-help circle-stop clock columns-2 command copy copy-plus download ellipsis equal equal-not eye eye-off
file-plus file-text folder folder-open folder-plus funnel globe hash info key-round keyboard library list lock menu monitor moon panel-left pen-line pin pin-off play
plug-zap plus redo-2 refresh-cw rotate-ccw rows-2 save search send server settings shield-alert shield-check square
sun terminal text-wrap trash-2 triangle-alert undo-2 upload x"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fetch PACKAGE FOLDER: unpacks an npm package without running anything in it.
fetch() {
    mkdir -p "$work/$2"
    (cd "$work" && tar -xzf "$(npm pack --silent "$1")" -C "$2" --strip-components=1)
}

# subset_text FROM TO FEATURES: the text ranges as TrueType, without tables the window does not read.
subset_text() {
    "$work/venv/bin/fonttools" ttLib.woff2 decompress --quiet -o "$work/font.ttf" "$1"
    "$work/venv/bin/pyftsubset" "$work/font.ttf" --output-file="$2" --unicodes="$text_ranges" \
        --layout-features="$3" --no-hinting --drop-tables+=DSIG --name-IDs='0,1,2,3,4,5,6,13,14' --name-languages='0x409'
}

# Icons: the font and the table of constants come from the same list.
subset_icons() {
    "$work/venv/bin/python" scripts/icons.py "$work/lucide/font/codepoints.json" "$icons" \
        src/ui/icons.rs "$work/icon-codepoints"
    "$work/venv/bin/pyftsubset" "$work/lucide/font/lucide.ttf" --output-file=assets/fonts/lucide.ttf \
        --unicodes-file="$work/icon-codepoints" --layout-features='' --no-hinting
}

fetch "$inter" inter
fetch "$mono" mono
fetch "$lucide" lucide
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "$fonttools"

subset_text "$work/inter/web/Inter-Regular.woff2" assets/fonts/Inter-Regular.ttf "$inter_features"
subset_text "$work/inter/web/Inter-SemiBold.woff2" assets/fonts/Inter-SemiBold.ttf "$inter_features"
subset_text "$work/mono/fonts/webfonts/JetBrainsMonoNL-Regular.woff2" assets/fonts/JetBrainsMonoNL-Regular.ttf ''
subset_icons
cp "$work/lucide/LICENSE" assets/fonts/lucide-LICENSE.txt

ls -l assets/fonts
