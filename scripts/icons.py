"""Writes src/ui/icons.rs, and the list of code points for the font's subset, from Lucide's own table.

Usage: icons.py CODEPOINTS_JSON "NAME NAME …" ICONS_RS CODEPOINTS_OUT
"""

import json
import sys
from pathlib import Path

HEADER = """\
//! The icons of the window, as characters of `assets/fonts/lucide.ttf`.
//!
//! Written by `scripts/fonts.sh`, together with the font: add a name there rather than a line here.
//! Draw them in the font family that holds Lucide; no other font has these code points.
"""


def constant(name: str, codepoint: int) -> str:
    """One documented constant: `key-round` becomes `KEY_ROUND`."""
    return f'/// Lucide `{name}`.\npub const {name.upper().replace("-", "_")}: &str = "\\u{{{codepoint:x}}}";\n'


def main() -> None:
    codepoints_json, names, icons_rs, codepoints_out = sys.argv[1:]
    table = json.loads(Path(codepoints_json).read_text())
    wanted = sorted(names.split())
    missing = [name for name in wanted if name not in table]
    if missing:
        sys.exit(f"Lucide has no icon named {', '.join(missing)}")
    constants = [constant(name, table[name]) for name in wanted]
    every = "/// Every icon above, for the test that the font draws each.\npub const ALL: &[&str] = &[\n"
    every += "".join(f"    {name.upper().replace('-', '_')},\n" for name in wanted) + "];\n"
    Path(icons_rs).write_text("\n".join([HEADER, *constants, every]))
    Path(codepoints_out).write_text("\n".join(f"U+{table[name]:04X}" for name in wanted) + "\n")


if __name__ == "__main__":
    main()
