"""The cards of all documents as one table, so that the words of a question find the documents that they name.

They are stored by word, then by matter. So what is looked up, and how long that takes, depends on what the asker may
see, and not on which other cards have the word.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pincite.access.scope import Scope
from pincite.chunking.card import OPENING, card
from pincite.databases import Database
from pincite.documents.document import Fact
from pincite.documents.span import DocumentId, MatterId

SCHEMA = """
CREATE TABLE IF NOT EXISTS card (
    word TEXT NOT NULL,
    matter TEXT NOT NULL,
    document TEXT NOT NULL,
    weight REAL NOT NULL,
    PRIMARY KEY (word, matter, document)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS card_document ON card(document);
"""

REVISION = 3
"""Revision of a card's content. A catalogue with cards of another revision makes them anew when it is opened."""

BY_WORD = "INDEXED BY sqlite_autoindex_card_1"
"""Reads the cards themselves, which are stored by word, and not the index by document, which might disagree."""

MOST_WORDS = 400
"""The most words of a question that are looked up; nobody needs more to name a document."""

MOST_BEARING = 10_000
"""On how many cards a word may stand to find documents by itself. A word on more of them ("letter") is counted, and
looked up only for documents that a rarer word of the question finds: so a question reads no more cards than that."""


Row = tuple[str, DocumentId, float]
"""A word, a document whose card has it, and its weight there."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The words of a question on the cards of the documents that somebody may see.

    `documents` counts those documents. `weights` maps each word to the documents whose card has it, with its weight.
    `common` are words that more than `MOST_BEARING` of the documents have, with how many do; their `weights` have only
    documents that a rarer word of the question finds.
    """

    documents: int
    weights: Mapping[str, Mapping[DocumentId, float]]
    common: Mapping[str, int] = field(default_factory=dict)

    def count(self, word: str) -> int:
        """How many of the documents have a word on their card."""
        return self.common.get(word, len(self.weights.get(word, ())))

    def having_all(self, words: Collection[str], least: float) -> set[DocumentId] | None:
        """The documents that have all of these words with at least this weight; None if each word is common."""
        if words and self.common.keys() >= set(words):
            return None
        held = ({one for one, share in self.weights.get(word, {}).items() if share >= least} for word in words)
        return set.intersection(*held) if words else set()


def narrowed(documents: int, weights: Mapping[str, Mapping[DocumentId, float]], most: int = MOST_BEARING) -> Naming:
    """The words on all cards, with those that more than `most` cards have as `Naming` has them."""
    common = {word: len(held) for word, held in weights.items() if len(held) > most}
    rare = {word: held for word, held in weights.items() if word not in common}
    found = {document for held in rare.values() for document in held}
    near = {word: {one: weights[word][one] for one in weights[word].keys() & found} for word in common}
    return Naming(documents, rare | {word: held for word, held in near.items() if held}, common)


def put(db: Database, document: DocumentId, path: str, title: str, facts: Sequence[Fact], text: str) -> None:
    """Write the card of a document, replacing an earlier one, within the caller's transaction."""
    drop(db, document)
    words = card(path, title, facts, text[:OPENING])
    db.executemany(
        "INSERT INTO card SELECT ?, matter, id, ? FROM document WHERE id = ?",
        [(word, weight, document) for word, weight in words.items()],
    )


def move(db: Database, document: DocumentId, matter: MatterId) -> None:
    """Put the card of a document under another matter, within the caller's transaction."""
    db.execute("UPDATE card SET matter = ? WHERE document = ?", (matter, document))


def put_of(db: Database, document: DocumentId) -> None:
    """Write the card of a document from its stored current version, within the caller's transaction."""
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


def is_as_made(db: Database, document: DocumentId, path: str, title: str, facts: Sequence[Fact], text: str) -> bool:
    """True if the card of a document is the one that these values make, under the document's matter."""
    rows = db.execute(
        """SELECT card.word, CASE card.matter WHEN document.matter THEN card.weight END
           FROM card LEFT JOIN document ON document.id = card.document WHERE card.document = ?""",
        (document,),
    ).fetchall()
    if not all(isinstance(words, str) for words in (path, title, *(fact.value for fact in facts))):
        return False  # a database that somebody altered may hold anything
    return len(rows) == len(dict(rows)) and dict(rows) == card(path, title, facts, text[:OPENING])


def stored_weights(db: Database, document: DocumentId, matter: MatterId, looked_for: Sequence[str]) -> dict[str, float]:
    """The weights of these words on a document's card, read from the same place as `naming` reads them."""
    wanted = json.dumps(list(dict.fromkeys(looked_for))[:MOST_WORDS])
    rows = db.execute(
        f"""SELECT word, weight FROM card {_by_word(db)} WHERE word IN (SELECT value FROM json_each(?))
            AND matter = ? AND document = ?""",  # noqa: S608 - our own names
        (wanted, matter, document),
    )
    return dict(rows.fetchall())


def computed_weights(
    looked_for: Sequence[str], path: str, title: str, facts: Sequence[Fact], text: str
) -> dict[str, float]:
    """The weights of some words on the card that these values make."""
    wanted = set(list(dict.fromkeys(looked_for))[:MOST_WORDS])
    return {word: weight for word, weight in card(path, title, facts, text[:OPENING]).items() if word in wanted}


def drop(db: Database, document: DocumentId) -> None:
    """Delete the card of a document, within the caller's transaction."""
    db.execute("DELETE FROM card WHERE document = ?", (document,))


def naming(db: Database, words: Iterable[str], scope: Scope, most: int = MOST_BEARING) -> Naming:
    """Which of the documents that a scope permits have these words on their cards.

    Only documents that the scope permits are counted, so that the weight of a word reveals nothing about others. A word
    on more than `most` cards is common.
    """
    wanted = list(dict.fromkeys(words))[:MOST_WORDS]
    matters = json.dumps(sorted(scope.matters))
    singly = opened_singly(db, scope) if scope.opens_singly else []
    seen = _in_open_matters(db, scope) + len(singly)
    alone = _of_documents(db, singly, wanted)
    common = _common(db, wanted, scope, alone, most) if seen > most else {}
    rare = [word for word in wanted if word not in common]
    # A card lies under its document's matter, which is open: only a wall around the document itself may be in the way.
    rows = db.execute(
        f"""SELECT card.word, card.document, card.weight FROM card
            {_joined(db)} document ON document.id = card.document AND document.matter = card.matter
            WHERE card.word IN (SELECT value FROM json_each(?))
            AND card.matter IN (SELECT value FROM json_each(?)) AND document.version IS NOT NULL""",  # noqa: S608 - our own names
        (json.dumps(rare), matters),
    ).fetchall()
    rows += [row for row in alone if row[0] not in common]
    if scope.denied:
        rows = [row for row in rows if row[1] not in scope.denied]
    rows += _of_documents(db, {row[1] for row in rows} if common else (), list(common))
    weights: dict[str, dict[DocumentId, float]] = {}
    for word, document, weight in rows:
        held = weights.get(word)
        if held is None:
            held = weights[word] = {}
        held[document] = weight
    return Naming(seen, weights, common)


def how_many(db: Database, scope: Scope) -> int:
    """How many documents a scope permits; each is counted in the table, and none is looked at."""
    return _in_open_matters(db, scope) + (len(opened_singly(db, scope)) if scope.opens_singly else 0)


def _in_open_matters(db: Database, scope: Scope) -> int:
    """How many documents of the matters that are open as a whole have no wall around them."""
    count: int = db.execute(
        """SELECT count(*) FROM document WHERE matter IN (SELECT value FROM json_each(?)) AND version IS NOT NULL
           AND id NOT IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(scope.matters)), json.dumps(sorted(scope.denied))),
    ).fetchone()[0]
    return count


def _common(db: Database, words: Sequence[str], scope: Scope, alone: Iterable[Row], most: int) -> dict[str, int]:
    """Those of these words that are on more than `most` cards that a scope permits, with how many.

    `alone` are the rows of documents that are open in matters that are not. No document is looked at, so that it takes
    a fraction of reading the cards.
    """
    walls = "AND document NOT IN (SELECT value FROM json_each(?))" if scope.denied else ""
    counted = db.execute(
        f"""SELECT word, count(*) FROM card WHERE word IN (SELECT value FROM json_each(?))
            AND matter IN (SELECT value FROM json_each(?)) {walls} GROUP BY word""",  # noqa: S608 - our own names
        (json.dumps(words), json.dumps(sorted(scope.matters)), *([json.dumps(sorted(scope.denied))] if walls else [])),
    )
    counts = Counter({word: int(count) for word, count in counted.fetchall()})
    counts.update(word for word, *_ in alone)
    return {word: counts[word] for word in words if counts[word] > most}


def _of_documents(db: Database, documents: Collection[DocumentId], words: Sequence[str]) -> list[Row]:
    """The word, document and weight of each of these words on the cards of current documents."""
    if not documents or not words:
        return []
    return db.execute(
        f"""SELECT card.word, card.document, card.weight FROM document
            {_joined(db)} card {_by_word(db)} ON card.matter = document.matter AND card.document = document.id
            WHERE document.id IN (SELECT value FROM json_each(?)) AND document.version IS NOT NULL
            AND card.word IN (SELECT value FROM json_each(?))""",  # noqa: S608 - our own names
        (json.dumps(sorted(documents)), json.dumps(words)),
    ).fetchall()


def bearing(
    db: Database, matter: MatterId | None, words: Iterable[str], least: float, scope: Scope, *, all_of_them: bool
) -> list[DocumentId]:
    """The current documents, of a matter or of any, whose cards have one of these words, or all, with this weight.

    Of a document that the scope does not permit, only what decides that is read.
    """
    wanted = list(dict.fromkeys(words))[:MOST_WORDS]
    of_matter, matters = ("AND matter = ?", (matter,)) if matter is not None else ("", ())
    rows = db.execute(
        f"""SELECT document.id, document.matter, document.labels FROM (
                SELECT document AS id FROM card {_by_word(db)} WHERE word IN (SELECT value FROM json_each(?))
                {of_matter} AND weight >= ? GROUP BY document HAVING count(*) >= ?
            ) AS named {_joined(db)} document ON document.id = named.id
            WHERE document.version IS NOT NULL""",  # noqa: S608 - our own names
        (json.dumps(wanted), *matters, least, len(wanted) if all_of_them else 1),
    )
    return [DocumentId(document) for document, own, labels in rows if scope.permits(own, document, json.loads(labels))]


def opened_singly(db: Database, scope: Scope) -> list[DocumentId]:
    """Current documents that a scope permits although their matter is not open as a whole, in no particular order."""
    rows = db.execute(
        """SELECT id, matter, labels FROM document WHERE version IS NOT NULL
           AND matter IN (SELECT value FROM json_each(?)) AND (id IN (SELECT value FROM json_each(?))
           OR EXISTS (SELECT 1 FROM json_each(document.labels) AS own
                      WHERE own.value IN (SELECT value FROM json_each(?))))""",
        (
            json.dumps(sorted(scope.reach - scope.matters)),
            json.dumps(sorted(scope.documents)),
            json.dumps(sorted({label for label, _ in scope.labels})),
        ),
    )
    return [DocumentId(document) for document, matter, own in rows if scope.permits(matter, document, json.loads(own))]


def _by_word(db: Database) -> str:
    return BY_WORD if isinstance(db, sqlite3.Connection) else ""


def _joined(db: Database) -> str:
    """The join that SQLite makes in the order in which the tables are named; a server goes by its own statistics."""
    return "CROSS JOIN" if isinstance(db, sqlite3.Connection) else "JOIN"
