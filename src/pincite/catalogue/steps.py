"""Changes of the catalogue as values: each can be written down before the record has it, and be made afterwards.

A change that was written down is made by whoever opens the catalogue next, when whoever planned it has died; so each is
a name and values that JSON has.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pincite.catalogue import cards, covering, erasing, provenance
from pincite.catalogue.covered import Touched
from pincite.catalogue.pending import Step
from pincite.databases import Database
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.sealing import new_salt

Attached = tuple[DocumentId, DocumentId | None, int | None, Sequence[DocumentId] | None]
"""A document, what it is attached to, how many files in it are documents, what it came in: see `Catalogue.attach`."""


def committing(
    documents: Mapping[DocumentId, Sequence[str]], at: datetime, pieces: Mapping[DocumentId, str] = {}
) -> Step:
    """The change that `Catalogue.commit` makes; `pieces` are digests of rows in the index, in hex, by document."""
    labels = {document: list(own) for document, own in documents.items()}
    return Step("commit", {"documents": labels, "at": at.isoformat(), "pieces": dict(pieces)})


def moving(documents: Iterable[DocumentId], matter: MatterId) -> Step:
    """The change that `Catalogue.move` makes, with a salt for each place that is left."""
    return Step("move", {"documents": {document: new_salt().hex() for document in documents}, "matter": matter})


def attaching(attached: Iterable[Attached]) -> Step:
    """The change that `Catalogue.attach_all` makes."""
    return Step("attach", {"attached": [list(each) for each in attached]})


def relabelling(documents: Iterable[DocumentId], labels: Iterable[str]) -> Step:
    """The change that `Catalogue.relabel` makes."""
    return Step("relabel", {"documents": list(documents), "labels": list(labels)})


def removing(documents: Iterable[DocumentId], at: datetime) -> Step:
    """The change that `Catalogue.remove` makes."""
    return Step("remove", {"documents": list(documents), "at": at.isoformat()})


def announcing(documents: Iterable[erasing.Erasable], at: datetime) -> Step:
    """The change that `Catalogue.announce_erasure` makes."""
    return Step("announce_erasure", {"documents": [asdict(each) for each in documents], "at": at.isoformat()})


def recutting(documents: Mapping[DocumentId, tuple[str, str]]) -> Step:
    """The change that `Catalogue.recut` makes: of each document its cut, and the digests of its rows in hex."""
    return Step("recut", {"documents": {document: list(own) for document, own in documents.items()}})


def make(db: Database, step: Step) -> None:
    """Make a change, within the caller's transaction; the index does not agree with it yet (`Keeping.agreement`)."""
    db.execute("DELETE FROM agreement")
    MAKERS[step.name](db, step.values)


def erases(steps: Iterable[Step]) -> bool:
    """True if one of these changes announces that documents are erased.

    All of their cards and texts have to go, and an index that leaves something out would leave that behind. What other
    changes leave on cards is of no document that stands there, so that no reading finds it.
    """
    return any(step.name == "announce_erasure" for step in steps)


def touched(db: Database, steps: Iterable[Step]) -> Touched | None:
    """The documents and versions that steps are about to change, within their transaction; None if there may be more.

    Moves and erasures reach documents that they do not name, and are rare.
    """
    documents: set[DocumentId] = set()
    for step in steps:
        if step.name not in ("commit", "relabel", "remove", "recut"):
            return None
        documents.update(map(DocumentId, step.values["documents"]))
    rows = db.execute(
        "SELECT version, staged FROM document WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(documents)),),
    )
    versions = frozenset(VersionId(version) for row in rows for version in row if version is not None)
    return Touched(frozenset(documents), versions)


def _commit(db: Database, values: Mapping[str, Any]) -> None:
    at = values["at"]
    for document, labels in values["documents"].items():
        changed = db.execute(
            """UPDATE document SET version = staged, staged = NULL, labels = ?, read_at = ?
               WHERE id = ? AND staged IS NOT NULL""",
            (json.dumps(list(labels)), at, document),
        ).rowcount
        if changed:
            covering.unstage(db, document, values["pieces"].get(document, ""))
            cards.put_of(db, document)
        db.execute("INSERT INTO history SELECT id, version, ?, 'stands' FROM document WHERE id = ?", (at, document))


def last_of_history(db: Database) -> int:
    """The number of the newest row of the history, 0 while there is none."""
    [last] = db.execute("SELECT coalesce(max(rowid), 0) FROM history").fetchone()
    return int(last)


def read_since(db: Database, row: int) -> Touched:
    """The documents that the history names after a row, with their versions."""
    rows = db.execute("SELECT document, version FROM history WHERE rowid > ?", (row,)).fetchall()
    return Touched(frozenset(DocumentId(one) for one, _ in rows), frozenset(VersionId(one) for _, one in rows))


def has_announced(db: Database) -> bool:
    """True while documents are announced whose rows are about to be written."""
    [found] = db.execute("SELECT EXISTS (SELECT 1 FROM document WHERE staged IS NOT NULL)").fetchone()
    return bool(found)


def _move(db: Database, values: Mapping[str, Any]) -> None:
    documents, matter = values["documents"], values["matter"]
    for document, salt in documents.items():
        db.execute(
            """INSERT INTO moved_out (matter, path)
               SELECT matter, path FROM document WHERE id = ? AND matter <> ? ON CONFLICT DO NOTHING""",
            (document, matter),
        )
        db.execute(
            """INSERT INTO sealed_move (matter, path, salt)
               SELECT matter, path, ? FROM document WHERE id = ? AND matter <> ? ON CONFLICT DO NOTHING""",
            (bytes.fromhex(salt), document, matter),
        )
        for table in ("moved_out", "sealed_move"):
            db.execute(
                f"DELETE FROM {table} WHERE matter = ? AND path = (SELECT path FROM document WHERE id = ?)",  # noqa: S608 - our own names
                (matter, document),
            )
        db.execute(
            "UPDATE document SET matter = ?, staged = coalesce(staged, version) WHERE id = ?",
            (matter, document),
        )
        cards.move(db, document, matter)
    for document in documents:
        db.execute(
            """UPDATE document SET parent = NULL WHERE id = ? AND parent IS NOT NULL AND NOT EXISTS
               (SELECT 1 FROM document other WHERE other.id = document.parent AND other.matter = ?)""",
            (document, matter),
        )


def _attach(db: Database, values: Mapping[str, Any]) -> None:
    for document, parent, attached, holders in values["attached"]:
        if holders is not None:
            provenance.put(db, document, holders)
        elif parent is not None:
            provenance.put(db, document, provenance.held_by(db, parent))
        db.execute(
            "UPDATE document SET parent = ?, attached = coalesce(?, attached) WHERE id = ?",
            (parent, attached, document),
        )


def _relabel(db: Database, values: Mapping[str, Any]) -> None:
    for document in values["documents"]:
        db.execute("UPDATE document SET labels = ? WHERE id = ?", (json.dumps(values["labels"]), document))


def _recut(db: Database, values: Mapping[str, Any]) -> None:
    for document, (cut, pieces) in values["documents"].items():
        db.execute("UPDATE document SET cut = ? WHERE id = ?", (cut, document))
        covering.note_pieces(db, document, pieces)


def _remove(db: Database, values: Mapping[str, Any]) -> None:
    for document in values["documents"]:
        _take_out(db, document, values["at"])


def _announce_erasure(db: Database, values: Mapping[str, Any]) -> None:
    documents = [erasing.Erasable(**each) for each in values["documents"]]
    for each in documents:
        if each.is_held:
            _take_out(db, each.document, values["at"])
    erasing.announce(db, documents)
    provenance.forget(db, [each.document for each in documents])
    covering.drop(db, erasing.no_longer_held(db))


def _take_out(db: Database, document: DocumentId, at: str) -> None:
    """Take a document out, within a transaction."""
    erasing.note_unfinished(db, document, at)
    db.execute(
        "INSERT INTO history SELECT id, coalesce(version, staged), ?, 'removed' FROM document WHERE id = ?",
        (at, document),
    )
    erasing.note_removed(db, document)
    db.execute("DELETE FROM document WHERE id = ?", (document,))
    covering.take_out(db, document)
    cards.drop(db, document)


MAKERS: Mapping[str, Callable[[Database, Mapping[str, Any]], None]] = {
    "commit": _commit,
    "move": _move,
    "attach": _attach,
    "relabel": _relabel,
    "remove": _remove,
    "announce_erasure": _announce_erasure,
    "recut": _recut,
}
"""What makes each kind of change."""
