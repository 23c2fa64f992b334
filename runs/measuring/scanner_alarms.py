"""What the shipped scanner flags in contracts and guides that plant nothing: titles and headings, and pieces of text.

    python -m runs.fitting.calibrate_quote --keep build/calibrate      # makes the workspace
    python -m runs.measuring.scanner_alarms build/calibrate

All titles, headings and names of files are scanned, and of 25 documents of each kind 80 pieces each, drawn at random
with a fixed seed. No document was looked through for what does address an assistant: these are public contracts and
guides.
"""

import argparse
import asyncio
import os
import random
from pathlib import Path

from pincite.models.onnx_scanner import OnnxScanner
from pincite.security.scanner import THRESHOLD, as_read, document_pieces, scan
from pincite.session import Session
from pincite.wiring import open_session

SEED = 2
DOCUMENTS, PIECES = 25, 80


async def alarms(session: Session, scanner: OnnxScanner) -> None:
    entries = sorted(session.firm.catalogue.entries(session.scope()), key=lambda entry: entry.path)
    contents = {entry.path: session.firm.catalogue.content(entry.version) for entry in entries if entry.version}
    names = {entry.title for entry in entries} | {Path(entry.path).stem for entry in entries}
    names |= {clause.heading for content in contents.values() for clause in content.clauses if clause.heading}
    flagged = [name for name in sorted(names) if (await scan(name, "document", scanner)).spans]
    asking = sum(name.rstrip().endswith("?") for name in flagged)
    print(f"titles, headings and names: {len(flagged)} of {len(names):,} flagged, {asking} of them questions")
    for kind in ("contracts", "guides"):
        rng = random.Random(SEED)
        drawn = rng.sample([path for path in contents if f"/{kind}/" in path], DOCUMENTS)
        pieces = []
        for path in drawn:
            text = contents[path].text
            spans = document_pieces(text)
            pieces += [as_read(text[start:end]) for start, end in rng.sample(spans, min(PIECES, len(spans)))]
        scores = await scanner.scores("document", pieces)
        print(f"pieces of {kind}: {sum(score >= THRESHOLD for score in scores)} of {len(pieces):,} flagged")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kept", type=Path, help="the folder that calibrate_quote.py kept")
    given = parser.parse_args()
    os.environ.update(XDG_STATE_HOME=str(given.kept / "state"), XDG_CONFIG_HOME=str(given.kept / "config"))
    with open_session(given.kept / "workspace") as session:
        asyncio.run(alarms(session, OnnxScanner()))


if __name__ == "__main__":
    main()
