"""Makes the table of letters and look-alikes by which names are judged: `src/pincite/access/lettering.txt`.

    python -m runs.making.lettering FOLDER

FOLDER holds six files of Unicode 17.0.0 as https://www.unicode.org/Public/17.0.0/ has them: Scripts.txt,
ScriptExtensions.txt and PropertyValueAliases.txt (in `ucd`), DerivedGeneralCategory.txt (in `ucd/extracted`), and
confusables.txt and IdentifierType.txt (in `security`). Each is held against its hash.
"""

import argparse
import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

FILE = Path(__file__).parents[2] / "src/pincite/access/lettering.txt"

HASHES = {
    "Scripts.txt": "9f5e50d3abaee7d6ce09480f325c706f485ae3240912527e651954d2d6b035bf",
    "ScriptExtensions.txt": "ec2107e58825a1586acee8e0911ce18260394ac8b87e535ca325f1ccbeb06bc6",
    "PropertyValueAliases.txt": "64e9a5f76f7a1e8b5a47d6a1f9a26522a251208f5276bdfa1559dac7cf2e827a",
    "confusables.txt": "ec88ecebcf89f63f813d460842b0cf8322744b40a0b2c06f88a2cea48c0351ea",
    "IdentifierType.txt": "924ac63faa97ed73420d6ac48d08279d90968c7da0502ab701e08bfbb9683c22",
    "DerivedGeneralCategory.txt": "d62e5bab70ca74f099343f71224fa051cb1fdd61a1ab45c0488c44cfc0b6102e",
}

WRITTEN = frozenset({"Recommended", "Inclusion", "Limited_Use", "Uncommon_Use"})
"""Types of characters that people write today (UTS 39, table 1). Left out are obsolete, technical and deprecated ones,
scripts that nobody writes any more, other forms of a character (Not_NFKC) and what is no letter (Not_XID)."""

HEADER = """\
# Letters that names may have, with their scripts; then characters with what each is taken for.
# Made by runs/making/lettering.py from data files of Unicode 17.0.0, which are under the following licence.
#
# UNICODE LICENSE V3. Copyright © 1991-2025 Unicode, Inc.
#
# NOTICE TO USER: Carefully read the following legal agreement. BY DOWNLOADING, INSTALLING, COPYING OR OTHERWISE USING
# DATA FILES, AND/OR SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY, ALL OF THE TERMS AND CONDITIONS OF
# THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT DOWNLOAD, INSTALL, COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.
#
# Permission is hereby granted, free of charge, to any person obtaining a copy of data files and any associated
# documentation (the "Data Files") or software and any associated documentation (the "Software") to deal in the Data
# Files or Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
# distribute, and/or sell copies of the Data Files or Software, and to permit persons to whom the Data Files or Software
# are furnished to do so, provided that either (a) this copyright and permission notice appear with all copies of the
# Data Files or Software, or (b) this copyright and permission notice appear in associated Documentation.
#
# THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
# LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF THIRD PARTY
# RIGHTS. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM, OR ANY
# SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
# WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
# PERFORMANCE OF THE DATA FILES OR SOFTWARE.
#
# Except as contained in this notice, the name of a copyright holder shall not be used in advertising or otherwise to
# promote the sale, use or other dealings in these Data Files or Software without prior written authorization of the
# copyright holder.
"""


def fields(folder: Path, name: str) -> Iterator[list[str]]:
    """The fields of each line of a file, without its comment."""
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != HASHES[name]:
        raise SystemExit(
            f"{name} is not the file of Unicode 17.0.0; take it from https://www.unicode.org/Public/17.0.0/"
        )
    for line in content.decode("utf-8-sig").split("\n"):
        parts = [part.strip() for part in line.partition("#")[0].split(";")]
        if len(parts) > 1:
            yield parts


def values(folder: Path, name: str) -> dict[int, str]:
    """A property's value for each code point."""
    found: dict[int, str] = {}
    for places, value, *_ in fields(folder, name):
        first, _, last = places.partition("..")
        found.update(dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), value))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    long = {parts[1]: parts[2] for parts in fields(folder, "PropertyValueAliases.txt") if parts[0] == "sc"}
    scripts, extensions = values(folder, "Scripts.txt"), values(folder, "ScriptExtensions.txt")
    types, categories = values(folder, "IdentifierType.txt"), values(folder, "DerivedGeneralCategory.txt")

    def described(code: int) -> str | None:
        if not set(types[code].split()) <= WRITTEN or categories[code][0] not in "LMN":
            return None
        own = extensions.get(code)
        names = sorted(long[short] for short in own.split()) if own else [scripts[code]]
        return "" if names[0] in ("Common", "Inherited") else " ".join(names)

    lines = []
    for (said, _), group in groupby(enumerate(sorted(types)), key=lambda pair: (described(pair[1]), pair[1] - pair[0])):
        codes = [code for _, code in group]
        if said is not None:
            lines.append(f"{codes[0]:X}-{codes[-1]:X}\t{said}")
    pairs = [f"{source}={target}" for source, target, *_ in fields(folder, "confusables.txt")]
    FILE.write_text(HEADER + "\n".join([*lines, *pairs]) + "\n", encoding="utf-8")
    print(f"{len(lines)} ranges of letters, {len(pairs)} look-alikes, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
