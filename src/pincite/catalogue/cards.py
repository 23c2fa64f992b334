"""The cards of all documents as one table, so that the words of a question find the documents that they name."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.chunking.card import OPENING, card
from pincite.documents.document import Fact
from pincite.documents.span import DocumentId

SCHEMA = """
CREATE TABLE IF NOT EXISTS card (
    word TEXT NOT NULL,
    document TEXT NOT NULL,
    weight REAL NOT NULL,
    PRIMARY KEY (word, document)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS card_document ON card(document);
"""

REVISION = 1
"""Of what a card holds; a catalogue whose cards are of another one has them made anew when it is opened."""

MOST_WORDS = 400
"""Words of a question that are looked up; nobody needs more of them to name a document."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How the words of a question stand on the cards of the documents that somebody may see.

    `documents` is how many those are. `weights` has for each word the documents whose card holds it, with its weight.
    """

    documents: int
    weights: Mapping[str, Mapping[DocumentId, float]]


def put(db: sqlite3.Connection, document: DocumentId, path: str, title: str, facts: Sequence[Fact], text: str) -> None:
    """Write the card of a document in place of the one before, within the caller's transaction."""
    db.execute("DELETE FROM card WHERE document = ?", (document,))
    words = card(path, title, facts, text[:OPENING])
    db.executemany("INSERT INTO card VALUES (?, ?, ?)", [(word, document, weight) for word, weight in words.items()])


def put_of(db: sqlite3.Connection, document: DocumentId) -> None:
    """Write the card of a document from what is stored of the version that stands, within the caller's transaction."""
    rows = db.execute(
        """SELECT d.path, c.title, c.facts, substr(c.text, 1, ?) FROM document d
           JOIN content c ON c.version = d.version WHERE d.id = ?""",
        (4 * OPENING, document),
    )
    for path, title, facts, opening in rows.fetchall():
        put(
            db,
            document,
            path,
            title,
            [Fact(*fact) for fact in json.loads(facts)],
            (opening or b"").decode("utf-8", "ignore"),
        )


def is_as_made(
    db: sqlite3.Connection, document: DocumentId, path: str, title: str, facts: Sequence[Fact], text: str
) -> bool:
    """True when the card of a document is the one that these make."""
    there = dict(db.execute("SELECT word, weight FROM card WHERE document = ?", (document,)).fetchall())
    return there == card(path, title, facts, text[:OPENING])


def drop(db: sqlite3.Connection, document: DocumentId) -> None:
    """Take the card of a document away, within the caller's transaction."""
    db.execute("DELETE FROM card WHERE document = ?", (document,))


def naming(db: sqlite3.Connection, words: Iterable[str], scope: Scope) -> Naming:
    """Which of the documents that a scope permits have these words on their cards.

    Nothing is counted but what the scope permits, so that the weight of a word tells nothing of other documents.
    """
    wanted = list(dict.fromkeys(words))[:MOST_WORDS]
    matters = dict(db.execute("SELECT matter, count(*) FROM document WHERE version IS NOT NULL GROUP BY matter"))
    seen = sum(counted for matter, counted in matters.items() if matter in scope.matters)
    seen += len(opened_singly(db, scope)) if scope.opens_singly else 0
    seen -= sum(
        matter in scope.matters
        for denied in scope.denied
        for (matter,) in db.execute("SELECT matter FROM document WHERE id = ? AND version IS NOT NULL", (denied,))
    )
    weights: dict[str, dict[DocumentId, float]] = {}
    rows = db.execute(
        """SELECT card.word, card.document, card.weight, document.matter, document.labels FROM card
           JOIN document ON document.id = card.document
           WHERE card.word IN (SELECT value FROM json_each(?)) AND document.version IS NOT NULL""",
        (json.dumps(wanted),),
    )
    for word, document, weight, matter, labels in rows:
        if scope.permits(matter, document, json.loads(labels)):
            weights.setdefault(word, {})[DocumentId(document)] = weight
    return Naming(seen, weights)


def opened_singly(db: sqlite3.Connection, scope: Scope) -> list[DocumentId]:
    """Standing documents that a scope permits although their matter is not open as a whole, in no certain order."""
    rows = db.execute(
        """SELECT id, matter, labels FROM document WHERE version IS NOT NULL
           AND matter IN (SELECT value FROM json_each(?1)) AND (id IN (SELECT value FROM json_each(?2))
           OR EXISTS (SELECT 1 FROM json_each(document.labels) AS own
                      WHERE own.value IN (SELECT value FROM json_each(?3))))""",
        (
            json.dumps(sorted(scope.reach - scope.matters)),
            json.dumps(sorted(scope.documents)),
            json.dumps(sorted({label for label, _ in scope.labels})),
        ),
    )
    return [DocumentId(document) for document, matter, own in rows if scope.permits(matter, document, json.loads(own))]
