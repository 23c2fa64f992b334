"""A file whose indexes, statistics or schema would have the check and the reader see different rows is refused."""

# ruff: noqa: S608 - the statements are put together from our own names

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.covering.behind import edited, left_behind, swapped_root
from tests.covering.firm import Firm
from tests.index.flat_files import changed

from pincite.audit.witness.ledger import Ledger
from pincite.catalogue import cards
from pincite.databases import made_by, planted
from pincite.errors import RecordError

PLACE = "id, matter, path, labels, version, read_at, parent, attached, cut, holders"
LEASE = "(SELECT id FROM document WHERE path LIKE '%/Saltmarsh lease.pdf')"
SUPPLY = "(SELECT id FROM document WHERE path LIKE '%/supply.md')"


def other_words(db: sqlite3.Connection) -> None:
    """A figure of the lease, with its digest and its card."""
    version, text = db.execute(
        f"SELECT version, text FROM content WHERE version = (SELECT version FROM document WHERE id = {LEASE})"
    ).fetchone()
    text = text.replace(b"$4,300", b"$9,350")
    db.execute("UPDATE content SET text = ? WHERE version = ?", (text, version))
    db.execute("UPDATE sealed_version SET text = ? WHERE version = ?", (hashlib.sha256(text).hexdigest(), version))
    [(lease,)] = db.execute(f"SELECT {LEASE}").fetchall()
    cards.put_of(db, lease)


def run(*statements: str) -> Callable[[sqlite3.Connection], object]:
    return lambda db: [db.execute(statement) for statement in statements]


MOVED = run(
    f"UPDATE document SET matter = 'Supply' WHERE id = {LEASE}",
    f"UPDATE card SET matter = 'Supply' WHERE document = {LEASE}",
)


def with_statistics(file: Path) -> None:
    """The history of the rules, forged behind an index that SQLite would rather read than the table."""
    with sqlite3.connect(file, isolation_level=None) as db:
        columns = "what, number, at, user, actor, added, removed, undoes"
        db.execute(f"CREATE INDEX evil ON change ({columns})")
        db.execute("ANALYZE")
        db.execute("DELETE FROM sqlite_stat1")
        db.execute("INSERT INTO sqlite_stat1 VALUES ('change', 'evil', '5 1 1 1 1 1 1 1 1 sz=1')")
    db.close()
    left_behind(file, "evil", run("UPDATE change SET actor = 'mallory' WHERE what LIKE 'wall%'"))


DOCUMENTS, RULES = "documents.db", "access.db"

STORIES = [
    pytest.param(
        DOCUMENTS,
        lambda file: left_behind(
            file,
            "evil",
            other_words,
            "CREATE INDEX evil ON sealed_version (version, head, text, outline, glyphs, original, salt) "
            "WHERE recorded <> 0",
        ),
        "'evil' in it was not made by pincite",
        id="words behind an index",
    ),
    pytest.param(
        DOCUMENTS,
        lambda file: left_behind(
            file, "evil", MOVED, f"CREATE INDEX evil ON document ({PLACE}) WHERE version IS NOT NULL"
        ),
        "'evil' in it was not made by pincite",
        id="a matter behind an index",
    ),
    pytest.param(
        DOCUMENTS,
        lambda file: left_behind(file, "document_parent", run("UPDATE document SET parent = NULL")),
        "left behind by its tables",
        id="an index of pincite's own left behind",
    ),
    pytest.param(
        DOCUMENTS,
        lambda file: swapped_root(
            file,
            "sqlite_autoindex_document_2",
            "CREATE INDEX evil ON document (matter, path)",
            f"UPDATE document SET matter = 'Supply' WHERE id = {LEASE}",
            f"UPDATE document SET matter = 'Lease' WHERE id = {LEASE}",
        ),
        "left behind by its tables",
        id="the pages of a key exchanged",
    ),
    pytest.param(
        DOCUMENTS,
        lambda file: swapped_root(
            file,
            "sqlite_autoindex_document_1",
            "CREATE INDEX evil ON document (id)",
            f"UPDATE document SET id = 'x' WHERE id = {LEASE}",
            "UPDATE document SET id = (SELECT document FROM sealed_document "
            "WHERE document NOT IN (SELECT id FROM document)) WHERE id = 'x'",
        ),
        "left behind by its tables",
        id="the pages of the ids exchanged",
    ),
    pytest.param(
        DOCUMENTS,
        lambda file: edited(
            file,
            "UPDATE sqlite_master SET sql = replace(sql, 'matter TEXT', 'matter TEXT COLLATE NOCASE') "
            "WHERE name = 'document'",
        ),
        "'document' in it is not as pincite made it",
        id="a column that compares otherwise",
    ),
    pytest.param(
        DOCUMENTS,
        lambda file: edited(
            file,
            "UPDATE sqlite_master SET sql = replace(sql, 'recorded INTEGER NOT NULL DEFAULT 0', "
            "'recorded INTEGER AS (1)') WHERE name = 'sealed_version'",
        ),
        "'sealed_version' in it is not as pincite made it",
        id="a column that is computed",
    ),
    pytest.param(RULES, with_statistics, "was not made by pincite", id="the history behind statistics"),
    pytest.param(
        RULES,
        lambda file: left_behind(
            file,
            "evil",
            run("DELETE FROM wall"),
            "CREATE INDEX evil ON wall (who, matter, document)",
        ),
        "'evil' in it was not made by pincite",
        id="a wall behind an index",
    ),
    pytest.param(
        RULES,
        lambda file: left_behind(file, "wall_once", run("UPDATE wall SET matter = 'Supply'")),
        "left behind by its tables",
        id="a wall that its own index has otherwise",
    ),
    pytest.param(
        RULES,
        lambda file: swapped_root(
            file,
            "sqlite_autoindex_membership_1",
            "CREATE INDEX evil ON membership (team, member)",
            "UPDATE membership SET member = 'carol'",
            "UPDATE membership SET member = 'bob'",
        ),
        "left behind by its tables",
        id="a member by the pages of another index",
    ),
    pytest.param(
        RULES,
        lambda file: edited(
            file,
            "UPDATE sqlite_master SET sql = replace(sql, 'who TEXT', 'who TEXT COLLATE RTRIM') WHERE name = 'wall'",
        ),
        "'wall' in it is not as pincite made it",
        id="a wall that compares otherwise",
    ),
    pytest.param(
        RULES,
        lambda file: edited(
            file,
            "UPDATE sqlite_master SET sql = (SELECT sql FROM sqlite_master WHERE name = 'role') WHERE name = 'matter'",
        ),
        "",
        id="a table under the name of another",
    ),
]


@pytest.mark.parametrize(("store", "alter", "named"), STORIES)
def test_a_file_that_tells_two_stories_shows_nothing_and_is_named(
    firm: Firm, store: str, alter: Callable[[Path], object], named: str
) -> None:
    lease, supply = firm.document("Saltmarsh lease.pdf"), firm.document("supply.md")
    alter(firm.workspace / store)
    asked = [("--as", who, *words) for who in ("alice", "bob") for words in (("text", lease), ("list",))]
    more = ("--as", "bob", "text", supply) if store == DOCUMENTS else ("access", "history")
    for words in (*asked, more):
        result = firm.run(*words, status=None)
        assert result.exit_code == 1, words
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
    found = firm.problems()
    assert any(named in said for said in found), found


def test_a_card_that_its_index_does_not_know_puts_nothing_forward(firm: Firm) -> None:
    added = f"INSERT OR REPLACE INTO card SELECT 'saltmarsh', matter, id, 9.0 FROM document WHERE id = {SUPPLY}"
    left_behind(firm.workspace / DOCUMENTS, "card_document", run(added))
    assert firm.run("--as", "bob", "search", "rent of the Saltmarsh lease", status=1).stdout == ""
    assert any("left behind by its tables" in said for said in firm.problems())


def test_an_index_of_cards_left_behind_stops_erasing_and_nothing_else(firm: Firm, tmp_path: Path) -> None:
    added = f"INSERT OR REPLACE INTO card SELECT 'saltmarsh', matter, id, 9.0 FROM document WHERE id = {SUPPLY}"
    left_behind(firm.workspace / DOCUMENTS, "card_document", run(added))
    memo = tmp_path / "memo.txt"
    memo.write_text("The heron fee is $4,300 a month.\n")
    assert "heron" not in firm.run("search", "heron fee", status=None).stdout
    firm.run("ingest", str(memo), "--matter", "Supply")
    assert "heron" in firm.run("search", "heron fee").stdout
    firm.run("move", firm.document("memo.txt"), "--matter", "Lease")
    firm.run("remove", firm.document("memo.txt"))
    assert "heron" not in firm.run("search", "heron fee", status=None).stdout
    refused = firm.run("remove", firm.document("supply.md"), "--erase", "--reason", "asked", status=1)
    assert "are not those that the record has" in refused.stderr


def test_what_the_owner_accepts_is_what_stands_in_the_tables(firm: Firm) -> None:
    left_behind(firm.workspace / DOCUMENTS, "document_parent", run("UPDATE document SET parent = NULL"))
    left_behind(firm.workspace / RULES, "wall_once", run("UPDATE wall SET who = 'carol'"))
    assert firm.problems() != []
    firm.run("audit", "seal", "--reason", "looked at by hand")
    assert firm.problems() == []
    firm.run("--as", "alice", "text", firm.document("Saltmarsh lease.pdf"))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE a (x TEXT COLLATE NOCASE)",
        "CREATE TABLE a (x TEXT/**/COLLATE/**/NOCASE)",
        "CREATE TABLE a (x TEXT -- '\n COLLATE NOCASE -- '\n)",
        "CREATE TABLE a (x TEXT, y TEXT)",
        "CREATE TABLE a (x TEXT) STRICT",
        'CREATE TABLE a (x TEXT, "y -- " TEXT)',
        "CREATE TABLE a (x TEXT DEFAULT '-- ')",
        "CREATE TABLE a (x TEXT UNIQUE)",
        "CREATE TABLE a (x 'TEXT')",
        "CREATE TABLE a (x TEXT CHECK (x <> '/*' AND '*/' <> x))",
        "CREATE TABLE a (x\ufeff TEXT)",
        "CREATE TABLE a (x AS ('TEXT'), y TEXT)",
    ],
)
def test_a_table_is_known_by_every_word_of_its_statement(statement: str) -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute(statement)
        assert planted(database, made_by("CREATE TABLE a (x TEXT -- a comment\n);"))
    database.close()


def test_blanks_comments_and_a_column_that_came_later_are_no_difference() -> None:
    made = made_by("CREATE TABLE a (x TEXT, y TEXT NOT NULL DEFAULT '', UNIQUE (x)); -- made")
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE IF NOT EXISTS a (\n\tx /* was: z */ TEXT,  -- 'x'\n  UNIQUE(x)\n)")
        assert planted(database, made, {("a", "y")}) == []
        assert planted(database, made) == ["'a' in it is not as pincite made it"]
        database.execute("ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT ''")
        assert planted(database, made) == []
    database.close()


def test_a_record_with_an_index_of_somebody_else_is_not_used(firm: Firm) -> None:
    firm.alter("audit.db", lambda db: db.execute("CREATE INDEX evil ON audit (kind, seq, facts, hash)"))
    result = firm.run("--as", "alice", "text", firm.document("Saltmarsh lease.pdf"), status=1)
    assert "'evil' in it was not made by pincite" in result.stderr
    assert any("evil is not as pincite made it" in said for said in firm.problems())


def test_an_index_of_the_record_that_was_left_behind_is_named(firm: Firm) -> None:
    newest = "(SELECT max(seq) FROM audit WHERE kind IN ('access', 'other'))"
    firm.alter("audit.db", run(f"UPDATE audit SET kind = 'other' WHERE seq = {newest}"))
    left_behind(firm.workspace / "audit.db", "by_rules", run(f"UPDATE audit SET kind = 'access' WHERE seq = {newest}"))
    found = firm.problems()
    assert any("by_rules" in said for said in found), found


def test_what_a_witness_remembers_is_not_read_past_an_index_of_somebody_else(tmp_path: Path) -> None:
    file = tmp_path / "witness.db"
    Ledger(file)
    with sqlite3.connect(file) as database:
        database.execute("CREATE INDEX evil ON log (origin, key, size, root, note)")
    database.close()
    with pytest.raises(RecordError, match="'evil' in it was not made by pincite"):
        Ledger(file)


def test_a_note_of_a_change_under_way_silences_nothing(firm: Firm) -> None:
    lease = firm.document("Saltmarsh lease.pdf")
    changed(firm.workspace / "index", f"document = '{lease}'", matter="Supply")
    firm.alter(DOCUMENTS, lambda db: db.execute("UPDATE document SET staged = version WHERE id = ?", (lease,)))
    assert any(f"the index has document {lease} under another matter" in said for said in firm.problems())
