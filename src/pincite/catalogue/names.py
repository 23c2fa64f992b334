"""Which document a person means by a name that they typed, among those that they may see; for every catalogue."""

import os
from collections.abc import Sequence
from pathlib import PurePath

from pincite.access.nearest import nearest_by
from pincite.access.scope import Scope
from pincite.catalogue.entry import Entry, begins, called, fits
from pincite.catalogue.port.reading import CatalogueReading
from pincite.documents.span import DocumentId
from pincite.errors import AmbiguousName, NotVisible, Remedy

MOST_COMPARED = 3_000
"""The most documents whose names are compared with one that fits none; each takes some 30 microseconds."""

ALIKE_LETTERS = 3
"""With more documents than that, the letters with which a name has to begin like the one that was typed."""


def is_writable(name: str) -> bool:
    r"""True for a name that a database can hold. One with a NUL or half a character names nothing, whoever asks.

    >>> is_writable("deed"), is_writable("de\0ed"), is_writable("\ud800")
    (True, False, False)
    """
    try:
        return b"\0" not in name.encode()
    except UnicodeEncodeError:
        return False


def no_such(document: DocumentId, scope: Scope) -> NotVisible:
    """The refusal of a document that is hidden or does not exist, in the same words."""
    return NotVisible(
        f"there is no document {document!r} that {scope.principal.user} may see",
        remedy=Remedy("try: pincite list", "see documents()"),
    )


def named(catalogue: CatalogueReading, name: str, scope: Scope, *, in_full: bool) -> Entry:
    """See `CatalogueReading.named`.

    Raises:
        NotVisible: none fits that the scope permits.
        AmbiguousName: several fit.
    """
    try:
        return catalogue.visible(DocumentId(name), scope)
    except NotVisible as error:
        entries = catalogue.beginning(name, scope)
        fitting = [entry for entry in entries if fits(name, entry)]
        if not fitting and not in_full:
            fitting = [entry for entry in entries if begins(name, entry)]
        if not fitting:
            raise _with_nearest(error, name, _compared(catalogue, name, scope)) from None
    if len(fitting) > 1:
        ids = ", ".join(entry.document for entry in fitting[:3])
        how = "are called" if fits(name, fitting[0]) else "begin with"
        raise AmbiguousName(f"{len(fitting)} documents {how} {name!r}; give one of their ids: {ids}")
    return fitting[0]


def of_id(catalogue: CatalogueReading, document: DocumentId, scope: Scope) -> Entry:
    """See `CatalogueReading.of_id`.

    Raises:
        NotVisible: there is none that the scope permits.
    """
    try:
        return catalogue.visible(document, scope)
    except NotVisible as error:
        raise _with_nearest(error, document, _compared(catalogue, document, scope)) from None


def within(entries: Sequence[Entry], path: str) -> list[Entry]:
    """Those that were read from the file at a path, itself or files in it; none for a folder."""
    inside = f"{path}/"
    found = [entry for entry in entries if entry.path == path or entry.path.startswith(inside)]
    return found if found and not os.path.isdir(path) else []  # noqa: PTH112 - Path.is_dir may raise


def _compared(catalogue: CatalogueReading, name: str, scope: Scope) -> Sequence[Entry]:
    """The documents among which the nearest names are looked for: all, or of very many those that begin like it."""
    found = catalogue.in_order(None, MOST_COMPARED + 1, scope)
    if len(found) <= MOST_COMPARED:
        return found
    beginning = name.strip()[:ALIKE_LETTERS]
    return catalogue.beginning(beginning, scope, MOST_COMPARED) if beginning else ()


def _with_nearest(error: NotVisible, name: str, entries: Sequence[Entry]) -> NotVisible:
    """The same refusal with the names that are most like the one that was typed."""
    by_id = {entry.document: entry for entry in entries}
    near = nearest_by(name, {document: called(entry) for document, entry in by_id.items()})
    shown = tuple(f"{document} ({PurePath(by_id[DocumentId(document)].path).name})" for document in near)
    return NotVisible(error.failed, documents=near, nearest=shown, remedy=error.remedy)
