"""The files in a file, each at the place that it had before.

Archives and mailboxes are no documents; they are opened each time, and only what has changed in them is read.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import PurePath

from pincite.documents.document import CONTAINERS, Attachment, Document
from pincite.documents.folder import Failure
from pincite.errors import DocumentError
from pincite.ingest.again import InnerPlace, Shelf, places
from pincite.ingest.inside import TOO_MUCH, Names
from pincite.ingest.run import Library, Run
from pincite.ingest.source import Source
from pincite.ingest.standing import known_of, note_failed, what_stays
from pincite.threads import on_thread

CONTAINER_SHARE = 0.99
"""The largest share of an archive's bytes that counts as done before all of its files are: they may be packed."""

NOT_TWICE = "its files could not be unpacked alike twice, so the rest was left out: ingest it again"


async def files_in(shelf: Source, content: bytes, found: Document, run: Run, library: Library) -> AsyncIterator[Source]:
    """The files in a file as sources, in their order, in portions."""
    is_container = found.format in CONTAINERS
    within = shelf.within.below(is_container=is_container)
    if found.attachments and not shelf.within.depth:
        shelf = replace(shelf, known=await on_thread(library.catalogue.known_within, run.matter, shelf.path))
    planned = await _planned(shelf, content, found, run, library)
    there = {place.path for place in planned or ()}.union(known.path for known in shelf.known)
    names = Names(lambda name: f"{shelf.path}/{name}" in run.held or f"{shelf.path}/{name}" in there)
    first = unpacked = 0
    while found.attachments:
        reasons = _reasons(found) if is_container else {}
        for number, attachment in enumerate(found.attachments, start=first):
            if planned is not None and number >= len(planned):
                run.failures.append(Failure(shelf.path, f"{NOT_TWICE}{await what_stays(shelf, None, run, library)}"))
                run.attached[shelf.parent] += 1  # one that is missing, so that what holds it is opened again
                return
            place = planned[number] if planned is not None else InnerPlace("")
            if not place.path or place.path in run.held:
                place = replace(place, path=f"{shelf.path}/{names.unique(attachment.name)}")
            size = len(attachment.content)
            if within.spent.is_too_much:
                run.failures.append(Failure(shelf.path, TOO_MUCH))
                run.attached[shelf.parent] += 1  # likewise
                return
            run.found(size)
            inside = replace(
                shelf,
                path=place.path,
                name=PurePath(place.path).name,
                size=size,
                load=_held(attachment),
                holders=(*place.kin, *shelf.holders),
                labels=tuple(sorted({*shelf.labels, *place.labels})),
                within=within,
                place=place,
            )
            is_unread = attachment.name in reasons and not size
            _, standing, stays_out = (
                await on_thread(known_of, inside, run, library) if is_unread else (None, None, None)
            )
            if is_unread and stays_out is None:
                run.held.add(inside.path)
                note_failed(
                    inside, reasons[attachment.name], run, kept=await what_stays(inside, standing, run, library)
                )
            else:
                yield inside
            unpacked += size
            if is_container:
                run.reached(shelf.path, min(unpacked, shelf.size * CONTAINER_SHARE))
        if not is_container:
            break
        first += len(found.attachments)
        try:
            found = await library.reader.unpack(content, found.format, first)
        except DocumentError as error:
            run.failures.append(Failure(shelf.path, f"{error}{await what_stays(shelf, None, run, library)}"))
            run.attached[shelf.parent] += 1  # likewise
            return
    run.opened.add(shelf.path)


async def _planned(
    source: Source, content: bytes, found: Document, run: Run, library: Library
) -> list[InnerPlace] | None:
    """The place of each of the files in a file; None if nothing was known of them before.

    Files that cannot be unpacked now are left out.
    """
    if not source.known or not found.attachments:
        return None

    async def portions() -> AsyncIterator[tuple[int, Sequence[Attachment]]]:
        first, part = 0, found
        while part.attachments:
            yield first, part.attachments
            first += len(part.attachments)
            if found.format not in CONTAINERS or first == total:
                return
            try:
                part = await library.reader.unpack(content, found.format, first)
            except DocumentError:
                return

    names: list[str] = []
    total: int | None = None
    async for _, part in portions():
        names += [attachment.name for attachment in part]
    total = len(names)
    document = await on_thread(library.catalogue.identify, run.matter, source.path)
    earlier = source.place.earlier if source.place is not None else ()
    shelf = Shelf(
        run.matter, source.path, found.format == "mailbox", (*source.holders, document), source.known, earlier
    )
    given, kept = await places(shelf, names, portions, library, run.held)
    run.held |= kept
    return given


def _held(attachment: Attachment) -> Callable[[], Awaitable[bytes]]:
    """A function that gives the bytes of a file in memory."""

    async def content() -> bytes:
        return attachment.content

    return content


def _reasons(found: Document) -> dict[str, str]:
    """Why files of an archive could not be unpacked, by their names; they come without content."""
    reasons: dict[str, str] = {}
    for warning in found.warnings:
        name, colon, reason = warning.partition(": ")
        if colon:
            reasons[name] = reason
    return reasons
