"""Documents of attacks, read into a workspace: a matter for each, by the real readers."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from pincite.documents.span import MatterId
from pincite.ingest import ingest
from pincite.session import Session


async def read_in(session: Session, matters: Iterable[tuple[str, Mapping[str, str]]], folder: Path) -> None:
    """Write the documents of each matter, by the names of their files, and read them into it."""
    began = time.perf_counter()
    async with session.firm.library() as library:
        for number, (matter, documents) in enumerate(matters):
            place = folder / matter
            place.mkdir(parents=True, exist_ok=True)
            for name, content in documents.items():
                (place / name).write_text(content, encoding="utf-8", errors="replace")
            await ingest(
                [place], MatterId(matter), (), session.principal, library=library, sync=False, now=session.now,
                watch=lambda _: None,
            )  # fmt: skip
            if number % 100 == 99:
                await session.firm.index.optimize()
                print(f"read {number + 1:,} matters, {(number + 1) / (time.perf_counter() - began):.1f}/s", flush=True)
    await session.firm.index.optimize()
