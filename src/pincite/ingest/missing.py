"""Finds and removes documents whose files are gone."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pincite.audit.event import Json
from pincite.catalogue.steps import removing
from pincite.documents.folder import printable
from pincite.documents.span import DocumentId
from pincite.ingest.run import Library, Run, record
from pincite.threads import on_thread


async def remove_missing(paths: Sequence[Path], run: Run, library: Library) -> tuple[DocumentId, ...]:
    """Remove documents whose files are gone from the files that were opened, and from the folders at these paths.

    A message that was read again is another version, and files that are no longer attached to it go with the old one;
    the same holds for archives and mailboxes. A document whose file is there but could not be read stays, and so does
    everything in a file that could not be opened.
    """
    folders = tuple(
        printable(Path(os.path.abspath(path))).rstrip("/") + "/"  # noqa: PTH100 - as `find_files` names them
        for path in paths
        if os.path.exists(path)  # noqa: PTH110 - Path.exists raises where a folder on the way may not be entered
    )
    if not folders and not run.opened:
        return ()
    there = run.held | run.ignored | {failure.path for failure in run.failures}
    unopened = {failure.path.rstrip("/") for failure in run.failures}

    def is_gone(path: str) -> bool:
        around = set(_around(path))
        return around.isdisjoint(unopened) and (path.startswith(folders) or not around.isdisjoint(run.opened))

    standing = await on_thread(library.catalogue.of_matter, run.matter)
    gone = [entry for entry in standing if entry.path not in there and is_gone(entry.path)]
    if not gone:
        return ()
    documents = [entry.document for entry in gone]
    listed: list[Json] = [{"document": entry.document, "path": entry.path} for entry in gone]
    at = run.now()
    step = removing(documents, at)
    await record("remove", run, library, {"documents": len(gone)}, {"documents": listed}, step)
    await library.index.delete(documents)
    await on_thread(library.catalogue.remove, documents, at)
    return tuple(documents)


def _around(path: str) -> Iterator[str]:
    """The folders and files that a path is in.

    >>> list(_around("/f/letter.eml/plan.pdf"))
    ['/f/letter.eml', '/f']
    """
    at = path.rfind("/")
    while at > 0:
        yield path[:at]
        at = path.rfind("/", 0, at)
