"""Whatever is altered in a store behind pincite's back is refused or changes nothing that is told, and is named."""

# ruff: noqa: S608 - the statements are put together from our own names

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from tests.covering.firm import Firm, lease
from tests.index.flat_files import altered, changed

Alteration = Callable[[Firm], object]


def rules(*statements: str) -> Alteration:
    return lambda firm: firm.alter("access.db", lambda db: [db.execute(statement) for statement in statements])


def documents(*statements: str) -> Alteration:
    """Statements on the catalogue, in which `:lease` and so on are ids."""

    def change(firm: Firm) -> None:
        names = {"lease": "Saltmarsh lease.pdf", "supply": "supply.md", "survey": "survey.txt", "annex": "annex.txt"}
        ids = {short: firm.document(name) for short, name in names.items()}
        firm.alter("documents.db", lambda db: [db.execute(statement, ids) for statement in statements])

    return change


def put_back(folder: str, *names: str) -> Alteration:
    """Put files back as they were."""

    def change(firm: Firm) -> None:
        for name in names:
            for leftover in firm.workspace.glob(f"{name}-*"):
                leftover.unlink()
            shutil.copy(firm.folder / folder / name, firm.workspace / name)

    return change


THIS = "version = (SELECT version FROM document WHERE id = :lease)"


def words(firm: Firm) -> None:
    """A figure of the lease, exchanged for another of the same length."""
    blob = "CAST(replace(CAST(text AS TEXT), '$4,300', '$9,350') AS BLOB)"
    documents(f"UPDATE content SET text = {blob} WHERE {THIS}")(firm)


def words_and_digest(firm: Firm) -> None:
    """The same, with the digest of the words that lies beside them."""
    import hashlib

    words(firm)

    def change(db: sqlite3.Connection) -> None:
        version, text = db.execute(
            "SELECT version, text FROM content WHERE CAST(text AS TEXT) LIKE '%$9,350%'"
        ).fetchone()
        db.execute("UPDATE sealed_version SET text = ? WHERE version = ?", (hashlib.sha256(text).hexdigest(), version))

    firm.alter("documents.db", change)


def outline(edit: Callable[[dict[str, Any]], object]) -> Alteration:
    """The outline of the lease, edited."""

    def change(firm: Firm) -> None:
        def within(db: sqlite3.Connection) -> None:
            version = db.execute(
                "SELECT version FROM document WHERE id = ?", (firm.document("Saltmarsh lease.pdf"),)
            ).fetchone()[0]
            (packed,) = db.execute("SELECT outline FROM content WHERE version = ?", (version,)).fetchone()
            found = json.loads(zlib.decompress(packed))
            edit(found)
            packed = zlib.compress(json.dumps(found).encode())
            db.execute("UPDATE content SET outline = ? WHERE version = ?", (packed, version))

        firm.alter("documents.db", within)

    return change


def swap_texts(firm: Firm) -> None:
    def change(db: sqlite3.Connection) -> None:
        db.execute("PRAGMA foreign_keys = OFF")
        one, other = (
            db.execute("SELECT version FROM document WHERE id = ?", (firm.document(name),)).fetchone()[0]
            for name in ("Saltmarsh lease.pdf", "supply.md")
        )
        kept = db.execute("SELECT version, text, outline, title FROM content WHERE version IN (?, ?)", (one, other))
        for version, *parts in kept.fetchall():
            target = other if version == one else one
            db.execute("UPDATE content SET (text, outline, title) = (?, ?, ?) WHERE version = ?", (*parts, target))

    firm.alter("documents.db", change)


def original(content: bytes | None) -> Alteration:
    def change(firm: Firm) -> None:
        with closing(sqlite3.connect(firm.workspace / "documents.db")) as db:
            (version,) = db.execute(
                "SELECT version FROM document WHERE id = ?", (firm.document("Saltmarsh lease.pdf"),)
            ).fetchone()
        file = firm.workspace / "originals" / version[:2] / version
        file.unlink()
        if content is not None:
            file.write_bytes(content)

    return change


def rows(where: str, **values: object) -> Alteration:
    """Rows of the index, updated as any program with SQLite can."""

    def change(firm: Firm) -> None:
        where_now = where.format(lease=firm.document("Saltmarsh lease.pdf"))
        changed(firm.workspace / "index", where_now, **values)

    return change


def rows_deleted(firm: Firm) -> None:
    altered(firm.workspace / "index", f"DELETE FROM block WHERE document = '{firm.document('Saltmarsh lease.pdf')}'")


def rows_doubled(firm: Firm) -> None:
    supply = f"document = '{firm.document('supply.md')}' AND dropped IS NULL"
    altered(
        firm.workspace / "index",
        f"""INSERT INTO piece SELECT piece.id + 9000, ordinal + 50, start, end, section, heading, clause_start,
            clause_end, 'Saltmarsh lease rent ' || search_text FROM piece JOIN body ON piece.id >= body.piece
            AND piece.id < body.piece + count JOIN block ON block.body = body.id WHERE {supply}""",
        "INSERT INTO said SELECT id, x'' FROM piece WHERE id > 9000",
        f"""INSERT INTO body SELECT body.id + 9000, first, piece + 9000, count FROM body JOIN block
            ON block.body = body.id WHERE {supply}""",
        f"""INSERT INTO block SELECT id + 9000, document, version, matter, labels, body + 9000, added, dropped
            FROM block WHERE {supply}""",
    )


def planted_pending(store: str, after: str) -> Alteration:
    """A change that nobody asked for, written down as if the record had it."""

    def change(firm: Firm) -> None:
        with closing(sqlite3.connect(firm.workspace / "audit.db")) as record:
            kinds = "('access')" if store == "access.db" else "('ingest', 'move', 'remove')"
            facts = [
                json.loads(row[0])
                for row in record.execute(f"SELECT facts FROM audit WHERE kind IN {kinds} ORDER BY seq DESC")
            ]
        what = "rules" if store == "access.db" else "documents"
        newest = next(each["state"][what] for each in facts if what in each.get("state", {}))
        firm.alter(store, lambda db: db.execute(after, {"after": newest["after"]}))

    return change


WALL_GONE = '[{"kind":"wall","who":"pumps","target":{"matter":"Lease","document":null,"label":null}}]'

ALTERED = [
    pytest.param(rules("DELETE FROM wall"), "the wall (who pumps", id="a wall deleted"),
    pytest.param(rules("UPDATE wall SET who = 'carol'"), "the wall", id="a wall before somebody else"),
    pytest.param(rules("UPDATE wall SET matter = 'Supply'"), "the wall", id="a wall from another matter"),
    pytest.param(rules("UPDATE wall SET who = 'pumps '"), "the wall", id="a wall before a name with a space"),
    pytest.param(rules("DELETE FROM membership"), "the membership", id="a member taken out of a group"),
    pytest.param(
        rules("INSERT INTO permission VALUES ('bob', 'Lease', NULL, 'open', NULL)"), "the grant", id="a grant added"
    ),
    pytest.param(rules("UPDATE permission SET until = '2099-01-01T00:00:00+00:00'"), "the grant", id="an end moved"),
    pytest.param(rules("UPDATE permission SET until = NULL"), "the grant", id="an end taken away"),
    pytest.param(rules("UPDATE who SET active = 1"), "the user or group (who carol)", id="a user let in"),
    pytest.param(rules("UPDATE who SET active = 0 WHERE name = 'alice'"), "(who alice)", id="a user shut out"),
    pytest.param(rules("INSERT INTO role VALUES ('bob', 'auditor')"), "the role", id="a role given"),
    pytest.param(rules("UPDATE workspace SET owner = 'bob'"), "its owner is told which", id="another owner"),
    pytest.param(rules("UPDATE workspace SET version = 3"), "the note of whose workspace", id="another version"),
    pytest.param(
        rules("UPDATE change SET removed = added, added = '[]' WHERE number = (SELECT max(number) FROM change)"),
        "the change in the history",
        id="a change in the history turned round",
    ),
    pytest.param(rules("DELETE FROM change WHERE number > 5"), "the change in the history", id="history cut"),
    pytest.param(put_back("before_the_wall", "access.db"), "the wall", id="the rules put back"),
    pytest.param(
        rules("CREATE TRIGGER late AFTER INSERT ON wall BEGIN DELETE FROM wall; END"),
        "'late' in it was not made by pincite",
        id="a trigger",
    ),
    pytest.param(
        rules("ALTER TABLE wall RENAME TO kept", "CREATE VIEW wall AS SELECT * FROM kept WHERE who <> 'pumps'"),
        "'wall' in it was not made by pincite",
        id="a view in the place of the walls",
    ),
    pytest.param(rules("UPDATE salt SET value = randomblob(32)"), "no record put it there", id="another salt of rules"),
    pytest.param(rules("DROP TABLE salt"), "no record put it there", id="no salt of rules"),
    pytest.param(
        planted_pending(
            "access.db",
            "INSERT INTO pending VALUES (:after, 99, '2026-01-01T00:00:00+00:00', 'olga', 'olga', 'x', '[]', "
            f"'{WALL_GONE}', NULL)",
        ),
        None,
        id="a change of rules planted",
    ),
    pytest.param(
        lambda firm: (
            rules("DELETE FROM wall")(firm),
            planted_pending(
                "access.db",
                "INSERT INTO pending VALUES (:after, 99, '2026-01-01T00:00:00+00:00', 'olga', 'olga', 'x', '[]', "
                "'[]', NULL)",
            )(firm),
        ),
        "the wall",
        id="a wall deleted as if a change were under way",
    ),
    pytest.param(words, "the words of document", id="a figure"),
    pytest.param(words_and_digest, "the version of a document", id="a figure, and the digest beside it"),
    pytest.param(
        documents(f"UPDATE content SET text = CAST(' ' || text AS BLOB) WHERE {THIS}"),
        "the words of document",
        id="words moved on",
    ),
    pytest.param(
        documents(f"UPDATE content SET text = CAST(text AS TEXT) WHERE {THIS}"), "missing", id="words of another type"
    ),
    pytest.param(
        outline(lambda found: [clause.__setitem__(0, "9.9") for clause in found["clauses"]]),
        "the sections, pages and notes of document",
        id="numbers of sections",
    ),
    pytest.param(
        outline(lambda found: found["pages"].append([2, *found["pages"][0][1:]])), "the sections, pages", id="pages"
    ),
    pytest.param(
        outline(lambda found: found.update(regions=[["hidden", 0, 40, ""]])), "the sections, pages", id="words hidden"
    ),
    pytest.param(
        documents(f"UPDATE content SET glyphs = x'' WHERE {THIS}"), "the places of the letters", id="places of letters"
    ),
    pytest.param(
        documents(f"UPDATE content SET title = 'SUPERSEDED LEASE' WHERE {THIS}"), "the title, parties", id="a title"
    ),
    pytest.param(
        documents(f"UPDATE content SET facts = replace(facts, 'Kestrel', 'Osprey') WHERE {THIS}"),
        "the title, parties",
        id="a party",
    ),
    pytest.param(documents(f"DELETE FROM content WHERE {THIS}"), "missing", id="a content deleted"),
    pytest.param(swap_texts, "the words of document", id="two texts exchanged"),
    pytest.param(
        documents("UPDATE document SET matter = 'Supply' WHERE id = :lease"), "the document", id="another matter"
    ),
    pytest.param(
        documents("""UPDATE document SET labels = '["open", "closed"]' WHERE id = :supply"""),
        "the document",
        id="a label given",
    ),
    pytest.param(
        documents("UPDATE document SET labels = '[]' WHERE id = :annex"), "the document", id="a label taken away"
    ),
    pytest.param(
        documents("UPDATE document SET path = '/else/Settlement.pdf' WHERE id = :supply"),
        "the document",
        id="another path",
    ),
    pytest.param(
        documents("UPDATE document SET parent = NULL WHERE id = :survey"), "the document", id="attached to nothing"
    ),
    pytest.param(
        documents(
            "UPDATE document SET version = (SELECT version FROM history WHERE document = :lease ORDER BY at LIMIT 1) "
            "WHERE id = :lease"
        ),
        "the document",
        id="an earlier version",
    ),
    pytest.param(
        documents("UPDATE document SET read_at = '2020-01-01T00:00:00+00:00' WHERE id = :lease"),
        "the document",
        id="another date",
    ),
    pytest.param(documents("DELETE FROM document WHERE id = :supply"), "is missing", id="a document deleted"),
    pytest.param(
        documents(
            "INSERT INTO document (id, matter, path, labels, version, read_at, attached, cut) SELECT 'x-1', 'Supply', "
            "'/x', '[]', version, read_at, 0, cut FROM document WHERE id = :lease"
        ),
        "no record put it there",
        id="a document added",
    ),
    pytest.param(
        documents("UPDATE sealed_document SET salt = randomblob(32)"), "no record put it there", id="other salts"
    ),
    pytest.param(documents("DELETE FROM sealed_version"), "is missing", id="no digests"),
    pytest.param(documents("DELETE FROM moved_out"), "a document was moved", id="a move forgotten"),
    pytest.param(
        documents("CREATE TRIGGER late AFTER UPDATE ON document BEGIN DELETE FROM card; END"),
        "the trigger",
        id="trigger",
    ),
    pytest.param(put_back("earlier", "documents.db"), "is missing", id="the documents put back"),
    pytest.param(
        documents("INSERT OR REPLACE INTO card SELECT 'saltmarsh', matter, id, 1.0 FROM document WHERE id = :supply"),
        "found by name",
        id="a card",
    ),
    pytest.param(
        planted_pending(
            "documents.db",
            """INSERT INTO pending VALUES (:after, '[["relabel", {"documents": [], "labels": ["open"]}]]')""",
        ),
        None,
        id="a change of documents planted",
    ),
    pytest.param(original(lease("$9,350")), "not the file that was read", id="an original replaced"),
    pytest.param(original(b""), "not the file that was read", id="an original emptied"),
    pytest.param(original(None), "is missing", id="an original deleted"),
    pytest.param(rows("document = '{lease}'", section="9.9"), "other words", id="a section in the index"),
    pytest.param(rows("document = '{lease}'", heading="VOID"), "other words", id="a heading in the index"),
    pytest.param(rows("document = '{lease}'", search_text="rent void"), "other words", id="words in the index"),
    pytest.param(rows("document = '{lease}'", start=0, end=15), "other words", id="places in the index"),
    pytest.param(rows("document = '{lease}'", clause_end=9999), "other words", id="a clause in the index"),
]
"""Alterations after which nothing is told that was not told before; None for one that has no effect at all."""

HIDING = [
    pytest.param(rows("matter = 'Lease'", labels=["open"]), "another matter or other labels", id="labels in the index"),
    pytest.param(rows_deleted, "has not the rows", id="rows deleted"),
    pytest.param(rows_doubled, "has not the rows", id="rows added"),
    pytest.param(rows("document = '{lease}'", matter="Supply"), "another matter", id="rows under another matter"),
    pytest.param(rows("document = '{lease}'", vector=[1.0] + [0.0] * 255), "other vectors", id="vectors"),
    pytest.param(rows("document = '{lease}'", sentences=b""), "other vectors", id="vectors of sentences"),
    pytest.param(
        documents("DELETE FROM card WHERE document = :lease"), "found by name", id="the words of a card deleted"
    ),
    pytest.param(
        documents("INSERT INTO card VALUES ('rent', 'Lease', 'none-1', 1.0)"),
        "lead to no document",
        id="a card too many",
    ),
    pytest.param(
        documents("UPDATE card SET matter = 'Elsewhere' WHERE document = :lease"),
        "found by name",
        id="a card under another matter",
    ),
]
"""Alterations of what search goes by: they may hide a passage or put it forward, and can do nothing to its words."""


@pytest.mark.parametrize(("alter", "named"), ALTERED)
def test_what_was_altered_is_refused_or_without_effect_and_named(
    firm: Firm, expected: dict[str, object], alter: Alteration, named: str | None
) -> None:
    commands = firm.commands()
    alter(firm)
    for command, told in firm.told(commands).items():
        assert told is None or told == expected[command], command
    found = firm.problems()
    assert bool(found) == (named is not None)
    assert named is None or any(named in said for said in found), found


@pytest.mark.parametrize(("alter", "named"), HIDING)
def test_what_search_goes_by_can_hide_or_put_forward_and_never_shows_other_words(
    firm: Firm, expected: dict[str, Any], alter: Alteration, named: str
) -> None:
    commands = firm.commands()
    alter(firm)
    known = [told["text"] for command, told in expected.items() if command.split()[1] == "text" and told is not None]
    for command, told in firm.told(commands).items():
        who, verb, *_ = command.split()
        if told is None or told == expected[command]:
            continue
        assert verb in ("ask", "search"), command
        shown = [each["text"] for each in told.get("hits", told.get("passages", ()))]
        assert not any("Saltmarsh rent is" in words for words in shown if who == "bob")
        assert all(any(words in text for text in known) for words in shown if "rent is" in words)
    assert any(named in said for said in firm.problems())


@pytest.mark.parametrize("content", [lease("$9,350"), b"", None], ids=["another", "empty", "gone"])
def test_no_page_is_drawn_of_an_original_that_is_not_the_one_that_was_read(firm: Firm, content: bytes | None) -> None:
    document = firm.document("Saltmarsh lease.pdf")
    assert firm.told([], document) == {"picture": True}
    original(content)(firm)
    assert firm.told([], document) == {"picture": False}
