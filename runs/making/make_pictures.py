"""Makes the pictures of the documentation from the demo, in a workspace that is thrown away.

python -m runs.making.make_pictures [--to FOLDER]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"

LOWER_EDGE = 0.68
"""Share of the page that is kept: below the signature it is blank."""

COLOURS = 48
"""Greys and yellows of a printed page with a highlight; more made the file larger and nothing clearer."""

MOST_BYTES = 150_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the pictures of the documentation.")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder to write to (default: docs/pictures)")
    folder: Path = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "highlighted-clause.png"
    with tempfile.TemporaryDirectory() as scratch:
        page = cited_page(Path(scratch))
        with Image.open(page) as picture:
            kept = picture.crop((0, 0, picture.width, round(picture.height * LOWER_EDGE)))
            kept.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    size = target.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"{target} has {size:,} bytes, more than {MOST_BYTES:,}: keep less of the page")
    print(f"{target}: {size:,} bytes")


def cited_page(scratch: Path) -> Path:
    """The page that the demo's first answer cites, its words highlighted."""
    demo = json.loads(pincite(scratch, "demo", "--json"))
    record = demo["replies"][0]["reply"]["audit"]["seq"]
    page = scratch / "page.png"
    pincite(scratch, "show", f"{record}.1", "-o", str(page))
    return page


def pincite(scratch: Path, *arguments: str) -> str:
    """What a verb prints, with keys, heads and workspace under `scratch`."""
    environment = {
        **os.environ,
        "XDG_STATE_HOME": str(scratch / "state"),
        "XDG_CONFIG_HOME": str(scratch / "config"),
        "PINCITE_WORKSPACE": str(scratch / "workspace"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "pincite", *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
