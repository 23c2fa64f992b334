"""Every piece of the postings as a value, so that they can be compared with the rows that they were made from."""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index import merged
from pincite.index.merged import TERM, array
from pincite.index.posting_tables import PIECE, WORD, Indexed
from pincite.index.shelves import labels_in
from pincite.index.words import impacts, key

Piece = tuple[DocumentId, VersionId, int, MatterId, tuple[str, ...], bytes]
"""A piece for comparing: its place, its matter and labels, and a digest of the impacts of its words."""


def _written(text: str) -> bytes:
    """The impacts of a piece's words as they are stored, always in the same order."""
    return np.array(sorted((key(term), impact) for term, impact in impacts(text).items()), WORD).tobytes()


def pieces_in(rows: Iterable[Indexed]) -> Counter[Piece]:
    """Rows in the form in which `Postings.misled` compares them: of a text, only a digest of its words is kept."""
    return Counter(
        (row.document, row.version, row.ordinal, row.matter, row.labels, _digest(_written(row.text))) for row in rows
    )


def _digest(form: bytes) -> bytes:
    return hashlib.blake2b(form, digest_size=16).digest()


def pieces_held(db: sqlite3.Connection) -> Iterator[Piece]:
    """Every piece with its place and the impacts of its words, document by document, in the form of `pieces_in`."""
    of_members = {part: _digest(form) for part, form in merged.of_members(db)} if merged.has(db) else {}
    shelves = dict(db.execute("SELECT id, matter FROM shelf").fetchall())
    counts = _counts_if_odd(db)
    for part, document, version, shelf, labels, pieces, terms in db.execute(
        "SELECT id, document, version, shelf, labels, pieces, terms FROM part"
    ):
        own_terms = array(terms, TERM)
        found, places, impacts_there = merged.of_part(db, part, shelf, own_terms)
        ordinals = array(pieces, PIECE)["ordinal"].tolist()
        is_whole = counts is None or counts[part] == len(own_terms)
        is_whole = is_whole and own_terms.tolist() == list(dict.fromkeys(found.tolist()))
        if part in of_members:
            is_whole = is_whole and of_members[part] == _digest(merged.form_of(found, places, impacts_there))
        counted = np.zeros(len(places), WORD)
        counted["term"], counted["impact"] = found, impacts_there
        order = np.lexsort((counted["impact"], counted["term"], places))
        bounds = np.searchsorted(places[order], np.arange(len(ordinals) + 1))
        is_whole = is_whole and int(bounds[-1]) == len(places)
        for place, ordinal in enumerate(ordinals):
            own = counted[order[bounds[place] : bounds[place + 1]]].tobytes() if is_whole else b""
            yield document, version, ordinal, shelves.get(shelf, ""), labels_in(labels), _digest(own)


def _counts_if_odd(db: sqlite3.Connection) -> Counter[int] | None:
    """How many lists each part has, if there are more or fewer than the parts name."""
    [there] = db.execute("SELECT count(*) FROM posting").fetchone()
    [named] = db.execute("SELECT coalesce(sum(length(terms)), 0) FROM part").fetchone()
    if there * TERM.itemsize == named:
        return None
    return Counter(part for (part,) in db.execute("SELECT part FROM posting"))
