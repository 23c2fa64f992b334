"""What stands of a file from before, and what is noted where that stays: unchanged, left out or not readable."""

from collections import Counter

from pincite.catalogue.entry import Entry, recogniser_in, version_id
from pincite.chunking.strategy import cut_name
from pincite.documents.folder import Failure
from pincite.documents.span import DocumentId
from pincite.ingest.again import MAY_HAVE_MOVED
from pincite.ingest.inside import BY_ITSELF
from pincite.ingest.run import Library, Run
from pincite.ingest.source import Source
from pincite.threads import on_thread

MOVED_OUT = "was moved to another matter: it is not read into this one again; to read it here too, "
"""The warning about a file whose document was moved: reading a folder again must not undo a wall."""

FIRST_CUT = "clause-1"
"""The way in which documents were cut before that was noted."""


def known_of(source: Source, run: Run, library: Library) -> tuple[DocumentId, Entry | None, str | None]:
    """The document that a file is, what stands of it, and why it is skipped; None if it is read."""
    document = library.catalogue.identify(run.matter, source.path)
    return document, library.catalogue.standing(document), _stays_out(source, run, library)


def compared(
    content: bytes, source: Source, standing: Entry, library: Library, interrupted: set[DocumentId]
) -> tuple[bool, list[Entry] | None]:
    """Whether a file would be read as what stands; and what is attached to that, None if it has to be opened."""
    is_same = _is_same(content, source, standing, library)
    is_whole = is_same and _is_whole(standing, library, interrupted)
    return is_same, library.catalogue.attached_to(standing.document) if is_whole else None


def _is_same(content: bytes, source: Source, standing: Entry, library: Library) -> bool:
    """True if a file would be read as the version that stands, and cut in the same way."""
    same = standing.version == version_id(content, source.name, standing.recogniser)
    cut = cut_name(library.chunking, standing.format, source.name, library.embedder.name)
    same = same and standing.version is not None and library.catalogue.is_as_read(standing.version)
    return same and (standing.cut or FIRST_CUT) == cut and not _can_read_more(standing, library)


def _can_read_more(standing: Entry, library: Library) -> bool:
    """True for a document with pages that were not readable so far, if there is another recogniser now."""
    return bool(standing.unread) and library.reader.recogniser not in (None, recogniser_in(standing.recogniser))


def _is_whole(standing: Entry, library: Library, interrupted: set[DocumentId]) -> bool:
    """True if a document and all that is attached to it stand complete, so that its file need not be opened."""
    below = library.catalogue.attached_to(standing.document)
    counts = Counter(entry.parent for entry in below)
    return all(
        entry.version is not None
        and counts[entry.document] == entry.attached
        and entry.document not in interrupted
        and not _can_read_more(entry, library)
        for entry in (standing, *below)
    )


def labels_for(standing: Entry | None, source: Source, run: Run, library: Library) -> tuple[str, ...]:
    """The labels that the document of a file gets: the run's, unless these take another person."""
    if standing is None:
        return run.labels or source.labels
    return run.labels if _may_label(standing, run, library) else standing.labels


def _may_label(entry: Entry, run: Run, library: Library) -> bool:
    """True for a document that gets the run's labels; it is noted where that takes another person."""
    if run.labels in ((), entry.labels):
        return False
    if not library.takes_second(entry, run.labels):
        return True
    run.not_lowered.append(entry.document)
    kept = ", ".join(entry.labels) or "none"
    run.warnings.append(
        Failure(
            entry.path,
            f"it keeps its labels ({kept}): with {', '.join(run.labels)} it would count as less sensitive, which takes "
            "two people",
        )
    )
    return False


def note_unchanged(
    standing: Entry, source: Source, below: list[Entry], attached: int, run: Run, library: Library
) -> None:
    """Note that a document and its attachments stay as they are; `attached` is how many there should be."""
    if (standing.parent, standing.attached, standing.holders) != (source.parent, attached, source.holders):
        run.reattached.append((standing.document, source.parent, attached, source.holders))
    entries = [standing, *below]
    run.unchanged += len(entries)
    run.held.update(entry.path for entry in entries)
    noted = {*run.not_lowered}  # a file that was opened and is the same was looked at before
    run.relabelled += [
        entry.document for entry in entries if entry.document not in noted and _may_label(entry, run, library)
    ]


def _stays_out(source: Source, run: Run, library: Library) -> str | None:
    """Why a file is skipped whose document was, or may have been, moved out of the matter; None if it is read."""
    if _has_moved_out(source, run, library):
        return MOVED_OUT + (BY_ITSELF if source.within.depth else "name the file itself")
    may_have = source.place is not None and source.place.may_have_moved and not source.is_named
    return MAY_HAVE_MOVED if may_have else None


def _has_moved_out(source: Source, run: Run, library: Library) -> bool:
    """True for a file whose document was moved out of the matter, if nobody named the file now; it is not read."""
    return not source.is_named and library.catalogue.has_moved_out(run.matter, source.path)


async def what_stays(source: Source, standing: Entry | None, run: Run, library: Library) -> str:
    """What stays of a file that has become unreadable: words to follow the reason."""
    if standing is not None:
        return "; the version read before stays"
    has_within = await on_thread(library.catalogue.has_within, run.matter, source.path)
    return "; what was read of it before stays" if has_within else ""


def note_failed(source: Source, reason: str, run: Run, *, kept: str = "") -> None:
    """Note a file that could not be read."""
    run.failures.append(Failure(source.path, f"{reason}{kept}"))
    run.attached[source.parent] += 1
    run.done(source.path, source.size)
