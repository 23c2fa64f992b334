"""Are guides mistaken for one another because questions do not say of which place they are?

    python -m runs.fitting.calibrate_quote --keep build/calibrate      # makes the workspace
    python -m runs.measuring.named_places build/calibrate [--data ../shared/data]

The guides of the law library are alike for dozens of places. Each question about a guide that nothing was trained on is
searched in contracts and guides together; counted is the share of the first eight passages' text (1,000 characters of
each) that is not of the guide it was written for, by whether the question names the guide's place.
"""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

import numpy as np
from runs.fitting.calibrate_quote import Asked, guides

from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.session import Session
from pincite.wiring import open_session

DEPTH, LONGEST = 8, 1_000
NATIONAL = ("federal", "ftc", "australia")
"""Words by which a question means a guide that is of no single state."""


def names_place(asked: Asked) -> bool:
    """True when a question has the name of its guide's place: that of the file."""
    words = asked.question.lower()
    return Path(asked.document).stem.replace("-", " ") in words or any(one in words for one in NATIONAL)


async def wrong_share(session: Session, asked: Asked) -> float:
    query = understand(asked.question)
    found = await search(query, session.scope(), DEPTH, session.now(), session.firm.engines)
    lengths = np.array([min(LONGEST, len(passage.text)) for passage in found.passages])
    wrong = np.array([not passage.path.endswith(f"/guides/{asked.document}") for passage in found.passages])
    return float(lengths[wrong].sum() / max(1, lengths.sum()))


async def measured(session: Session, asked: list[Asked]) -> list[float]:
    return [await wrong_share(session, one) for one in asked]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kept", type=Path, help="the folder that calibrate_quote.py kept")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    given = parser.parse_args()
    os.environ.update(XDG_STATE_HOME=str(given.kept / "state"), XDG_CONFIG_HOME=str(given.kept / "config"))
    with tempfile.TemporaryDirectory() as scratch:
        asked = guides(given.data, Path(scratch))
    with open_session(given.kept / "workspace") as session:
        shares = asyncio.run(measured(session, asked))
    for says, kept in (("all", None), ("name their place", True), ("name none", False)):
        of = [share for share, one in zip(shares, asked, strict=True) if kept is None or names_place(one) is kept]
        print(f"{says:18} {len(of):4} questions  wrong document@{DEPTH} {np.mean(of):.3f}")


if __name__ == "__main__":
    main()
