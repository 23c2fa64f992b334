"""Long texts that many records share: each is kept once, by its digest, and goes with the last record that has it."""

import hashlib
from collections.abc import Iterable, Mapping

from pincite.audit.event import Problem
from pincite.audit.stored import Stored
from pincite.databases import Database, stream
from pincite.errors import RecordError


def encoded(text: str) -> bytes:
    """A text as it is stored and hashed: UTF-8; a lone surrogate, which UTF-8 cannot encode, becomes three bytes."""
    return text.encode("utf-8", "surrogatepass")


def decoded(stored: bytes) -> str:
    """The text behind stored bytes; undoes `encoded`."""
    return stored.decode("utf-8", "surrogatepass")


def text_digest(stored: bytes) -> str:
    """The digest of a stored text, in hex."""
    return hashlib.sha256(stored).hexdigest()


def keep(database: Database, seq: int, texts: Mapping[str, bytes]) -> None:
    """Store a record's texts (digest to stored text), unless they are stored already."""
    database.executemany("INSERT INTO text VALUES (?, ?) ON CONFLICT DO NOTHING", list(texts.items()))
    database.executemany("INSERT INTO text_use VALUES (?, ?)", [(seq, digest) for digest in texts])


def drop(database: Database, seq: int) -> None:
    """Erase the texts of a record that no other record has."""
    digests = [row[0] for row in database.execute("SELECT digest FROM text_use WHERE seq = ?", (seq,))]
    database.execute("DELETE FROM text_use WHERE seq = ?", (seq,))
    database.executemany(
        "DELETE FROM text WHERE digest = ? AND NOT EXISTS (SELECT 1 FROM text_use WHERE digest = text.digest)",
        [(digest,) for digest in digests],
    )


def read(stored: Stored, names: Mapping[str, str]) -> dict[str, str]:
    """The texts behind some digests (name to digest), by name.

    Raises:
        RecordError: one is gone, or does not match its digest.
    """
    found = {}
    for name, digest in names.items():
        body = stored.text(digest)
        if not isinstance(body, bytes) or text_digest(body) != digest:
            raise RecordError(f"the text {name!r} of an audit record is damaged; run: pincite audit verify")
        found[name] = decoded(body)
    return found


def problems(database: Database) -> Iterable[Problem]:
    """What is wrong with the texts themselves, whichever records have them."""
    for seq, digest in stream(
        database,
        "SELECT seq, digest FROM text_use WHERE NOT EXISTS (SELECT 1 FROM text WHERE text.digest = text_use.digest) "
        "ORDER BY seq",
    ):
        yield Problem(place(seq), f"a text of record {seq} is missing: removed from the log ({str(digest)[:16]}…)")
    for digest, body in stream(database, "SELECT digest, body FROM text"):
        users = database.execute("SELECT seq FROM text_use WHERE digest = ? ORDER BY seq LIMIT 1", (digest,)).fetchone()
        seq = place(users[0]) if users else 0
        if not isinstance(body, bytes) or text_digest(body) != digest:
            yield Problem(seq, f"a text of record {seq} was changed: it does not give the digest in the record")
        if not users:
            yield Problem(0, f"there is a text that no record has ({str(digest)[:16]}…): it was added or left behind")


def place(value: object) -> int:
    """The place that a damaged file gives for something; 0 (the log as a whole) if it is not a number."""
    return value if isinstance(value, int) else 0
