"""Brings the catalogue, the index and the originals to agree again, before files are read.

A killed run leaves announced versions without rows, and originals that the catalogue never knew of. An index that was
lost or rebuilt lacks rows of documents that stand. A killed removal leaves rows of documents that do not stand, a
killed move rows under a former matter. To find these, all is compared: some seconds for a million rows. So a run that
ends notes the version of the index in which all agreed, and the next one compares nothing if that is still the newest.
Each change of a document takes the note away, and whatever else wrote to the index made another version.
"""

from collections.abc import Mapping, Set

from pincite.chunking.by_clause import by_clause
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import WorkspaceError
from pincite.ingest.run import Library, Run
from pincite.threads import on_thread


async def reconciled(run: Run, library: Library) -> set[DocumentId]:
    """Documents of the run's matter that must be read again although their files are unchanged.

    Those of an interrupted run are among them, those whose rows are missing from the index, and those that lack vectors
    of sentences. Rows and originals of no document are deleted, and rows follow their documents to another matter.

    Raises:
        WorkspaceError: the catalogue has none of the documents of the index and the originals: it was lost.
    """
    version = await library.index.version()
    if await on_thread(_agreed, library, version):
        run.agrees = True
        return set(await on_thread(library.catalogue.interrupted, run.matter))
    rows = await library.index.versions()
    await on_thread(_keep_known_originals, library, has_rows=bool(rows))
    for entry in await on_thread(library.catalogue.unsettled):
        await library.index.relabel([entry.document], entry.matter, entry.labels)
        await on_thread(library.catalogue.settle, [entry.document])
    orphans = rows.keys() - await on_thread(library.catalogue.known)
    if orphans:
        await library.index.delete(sorted(orphans))
    lacking = await library.index.lacking()
    again, elsewhere = await on_thread(_to_read_again, run, library, rows, lacking)
    run.agrees, run.awaited = not elsewhere, frozenset(again)
    return again


async def note_agreement(run: Run, library: Library) -> None:
    """Note that all agrees after a run, unless documents are still to be read again."""
    if run.agrees and run.awaited <= {*run.ids}:
        await on_thread(library.catalogue.note_agreement, await library.index.version())


def _agreed(library: Library, version: str) -> bool:
    """True if all agrees in this version of the index; the note is taken away until the run ends."""
    catalogue = library.catalogue
    noted = catalogue.agreement()
    if noted is not None:
        catalogue.note_agreement(None)
    return noted == version and not catalogue.being_erased()


def _keep_known_originals(library: Library, *, has_rows: bool) -> None:
    """Delete originals that the catalogue does not know of. An interrupted run waits for this with its lock held.

    Raises:
        WorkspaceError: the catalogue has none of the documents of the index.
    """
    kept = library.catalogue.kept()
    if has_rows and not kept:
        raise WorkspaceError(
            "the catalogue holds none of the documents that the index has rows of: it was lost or replaced. Restore it "
            "from a backup; without it their originals would be deleted as nobody's"
        )
    if kept:
        library.originals.keep_only(kept)


def _to_read_again(
    run: Run, library: Library, rows: Mapping[DocumentId, Set[VersionId]], lacking: Set[DocumentId]
) -> tuple[set[DocumentId], bool]:
    """Documents of the matter that must be read again, and whether documents of other matters must be, too."""
    catalogue = library.catalogue
    again, elsewhere = {*catalogue.interrupted(run.matter), *lacking}, False
    for document, (matter, version) in catalogue.stand().items():
        is_own = matter == run.matter
        if not is_own and elsewhere:
            continue
        lacks = document in lacking or version not in rows.get(document, frozenset())
        # What is all white space, running heads or page numbers has no rows.
        if lacks and by_clause(document, version, catalogue.content(version), ""):
            again.update([document] if is_own else ())
            elsewhere = elsewhere or not is_own
    return again, elsewhere or catalogue.is_interrupted(except_in=run.matter)
