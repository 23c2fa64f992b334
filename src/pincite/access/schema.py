"""The tables that store the facts of `facts`, in a file and in PostgreSQL, and the migrations of earlier files.

A row is a fact. A missing value is NULL; moments are ISO 8601 in UTC.
"""

import sqlite3
from collections.abc import Callable, Collection
from datetime import datetime

from pincite.access import covering
from pincite.access.facts import (
    Appointment,
    Classification,
    Fact,
    Grant,
    Group,
    Matter,
    Membership,
    Signer,
    Target,
    TwoPerson,
    User,
    Wall,
    in_order,
)
from pincite.databases import Database, made_by, planted, transaction
from pincite.documents.span import DocumentId, MatterId
from pincite.sensitivity import WORDS, Sensitivity

SCHEMA_VERSION = 5

_WHO = """
    CREATE TABLE who (
        name TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('user', 'group')),
        active INTEGER NOT NULL CHECK (active IN (0, 1))
    )
    """

_WORKSPACE = """
    CREATE TABLE workspace (
        owner TEXT NOT NULL REFERENCES who (name),
        version INTEGER NOT NULL
    )
    """

_MEMBERSHIP = """
    CREATE TABLE membership (
        team TEXT NOT NULL REFERENCES who (name),
        member TEXT NOT NULL REFERENCES who (name),
        PRIMARY KEY (team, member)
    )
    """

# Those of the memberships that the firm's provider of accounts made.
_PROVIDED = """
    CREATE TABLE provided (
        team TEXT NOT NULL,
        member TEXT NOT NULL,
        PRIMARY KEY (team, member),
        FOREIGN KEY (team, member) REFERENCES membership (team, member)
    )
    """

_MATTER = """
    CREATE TABLE matter (
        name TEXT NOT NULL PRIMARY KEY
    )
    """

_PERMISSION = """
    CREATE TABLE permission (
        who TEXT NOT NULL REFERENCES who (name),
        matter TEXT REFERENCES matter (name),
        document TEXT,
        label TEXT,
        until TEXT,
        CHECK (CASE WHEN document IS NULL THEN matter IS NOT NULL OR label IS NOT NULL
               ELSE matter IS NULL AND label IS NULL END)
    )
    """

_PERMISSION_ONCE = """
    CREATE UNIQUE INDEX permission_once
    ON permission (who, ifnull(matter, ''), ifnull(document, ''), ifnull(label, ''))
    """

_WALL = """
    CREATE TABLE wall (
        who TEXT NOT NULL REFERENCES who (name),
        matter TEXT REFERENCES matter (name),
        document TEXT,
        CHECK ((matter IS NULL) <> (document IS NULL))
    )
    """

_WALL_ONCE = "CREATE UNIQUE INDEX wall_once ON wall (who, ifnull(matter, ''), ifnull(document, ''))"

_ROLE = """
    CREATE TABLE role (
        who TEXT NOT NULL REFERENCES who (name),
        role TEXT NOT NULL,
        PRIMARY KEY (who, role)
    )
    """

# `added` and `removed` are facts as JSON, see `history.to_json`; `number` is the version that the change made.
_CHANGE = """
    CREATE TABLE change (
        number INTEGER NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        user TEXT NOT NULL,
        actor TEXT NOT NULL,
        what TEXT NOT NULL,
        added TEXT NOT NULL,
        removed TEXT NOT NULL,
        undoes INTEGER
    )
    """

_TWO_PERSON = "CREATE TABLE two_person (action TEXT NOT NULL PRIMARY KEY)"

_SIGNER = """
    CREATE TABLE signer (
        user TEXT NOT NULL PRIMARY KEY REFERENCES who (name),
        public TEXT NOT NULL
    )
    """

_CLASSIFICATION = """
    CREATE TABLE classification (
        matter TEXT REFERENCES matter (name),
        label TEXT,
        level TEXT NOT NULL CHECK (level IN ('public', 'internal', 'confidential', 'privileged')),
        CHECK ((matter IS NULL) <> (label IS NULL))
    )
    """

_CLASSIFICATION_ONCE = (
    "CREATE UNIQUE INDEX classification_once ON classification (ifnull(matter, ''), ifnull(label, ''))"
)

# Requests that wait for another person; see `second.Request`.
_REQUEST = """
    CREATE TABLE request (
        id TEXT NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        expires TEXT NOT NULL,
        user TEXT NOT NULL,
        actor TEXT NOT NULL,
        actions TEXT NOT NULL,
        what TEXT NOT NULL,
        body TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'withdrawn'))
    )
    """

SCHEMA = (
    _WHO,
    _WORKSPACE,
    _MEMBERSHIP,
    _PROVIDED,
    _MATTER,
    _PERMISSION,
    _PERMISSION_ONCE,
    _WALL,
    _WALL_ONCE,
    _ROLE,
    _CHANGE,
    _TWO_PERSON,
    _SIGNER,
    _REQUEST,
    _CLASSIFICATION,
    _CLASSIFICATION_ONCE,
)

POSTGRES_VERSION = 1

IN_POSTGRES = (
    """CREATE TABLE who (name TEXT COLLATE "C" PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('user', 'group')),
        active BIGINT NOT NULL CHECK (active IN (0, 1)))""",
    'CREATE TABLE workspace (owner TEXT COLLATE "C" NOT NULL REFERENCES who (name), version BIGINT NOT NULL)',
    """CREATE TABLE membership (team TEXT COLLATE "C" REFERENCES who (name),
        member TEXT COLLATE "C" REFERENCES who (name), PRIMARY KEY (team, member))""",
    """CREATE TABLE provided (team TEXT COLLATE "C", member TEXT COLLATE "C", PRIMARY KEY (team, member),
        FOREIGN KEY (team, member) REFERENCES membership (team, member))""",
    'CREATE TABLE matter (name TEXT COLLATE "C" PRIMARY KEY)',
    """CREATE TABLE permission (who TEXT COLLATE "C" NOT NULL REFERENCES who (name),
        matter TEXT COLLATE "C" REFERENCES matter (name), document TEXT COLLATE "C", label TEXT COLLATE "C", until TEXT,
        CHECK (CASE WHEN document IS NULL THEN matter IS NOT NULL OR label IS NOT NULL
               ELSE matter IS NULL AND label IS NULL END))""",
    """CREATE UNIQUE INDEX permission_once
        ON permission (who, coalesce(matter, ''), coalesce(document, ''), coalesce(label, ''))""",
    """CREATE TABLE wall (who TEXT COLLATE "C" NOT NULL REFERENCES who (name),
        matter TEXT COLLATE "C" REFERENCES matter (name), document TEXT COLLATE "C",
        CHECK ((matter IS NULL) <> (document IS NULL)))""",
    "CREATE UNIQUE INDEX wall_once ON wall (who, coalesce(matter, ''), coalesce(document, ''))",
    'CREATE TABLE role (who TEXT COLLATE "C" REFERENCES who (name), role TEXT COLLATE "C", PRIMARY KEY (who, role))',
    """CREATE TABLE change (number BIGINT PRIMARY KEY, at TEXT NOT NULL, "user" TEXT NOT NULL, actor TEXT NOT NULL,
        what TEXT NOT NULL, added TEXT NOT NULL, removed TEXT NOT NULL, undoes BIGINT)""",
    'CREATE TABLE two_person (action TEXT COLLATE "C" PRIMARY KEY)',
    'CREATE TABLE signer ("user" TEXT COLLATE "C" PRIMARY KEY REFERENCES who (name), public TEXT NOT NULL)',
    """CREATE TABLE request (id TEXT COLLATE "C" PRIMARY KEY, at TEXT COLLATE "C" NOT NULL, expires TEXT NOT NULL,
        "user" TEXT NOT NULL, actor TEXT NOT NULL, actions TEXT NOT NULL, what TEXT NOT NULL, body TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'withdrawn')))""",
    """CREATE TABLE classification (matter TEXT COLLATE "C" REFERENCES matter (name), label TEXT COLLATE "C",
        level TEXT NOT NULL CHECK (level IN ('public', 'internal', 'confidential', 'privileged')),
        CHECK ((matter IS NULL) <> (label IS NULL)))""",
    "CREATE UNIQUE INDEX classification_once ON classification (coalesce(matter, ''), coalesce(label, ''))",
    "CREATE TABLE turn (nobody BOOLEAN)",
)
"""The same tables in PostgreSQL, and one that whoever changes the rules holds; see `postgres`."""


FIRST = (
    _WHO,
    _WORKSPACE,
    """
    CREATE TABLE membership (
        team TEXT NOT NULL REFERENCES who (name) ON DELETE CASCADE,
        member TEXT NOT NULL REFERENCES who (name),
        PRIMARY KEY (team, member)
    )
    """,
    _MATTER,
    """
    CREATE TABLE permission (
        who TEXT NOT NULL REFERENCES who (name) ON DELETE CASCADE,
        matter TEXT NOT NULL REFERENCES matter (name),
        PRIMARY KEY (who, matter)
    )
    """,
    """
    CREATE TABLE wall (
        who TEXT NOT NULL REFERENCES who (name),
        matter TEXT NOT NULL REFERENCES matter (name),
        PRIMARY KEY (who, matter)
    )
    """,
)
"""What a file of schema 1 holds."""


def _from_1(database: sqlite3.Connection) -> None:
    """Schema 1 had grants and walls of matters only, no roles and no history; its groups held users only."""
    for table, made, columns in (
        ("permission", _PERMISSION, "who, matter"),
        ("wall", _WALL, "who, matter"),
        ("membership", _MEMBERSHIP, "team, member"),
    ):
        database.execute(f"ALTER TABLE {table} RENAME TO {table}_1")
        database.execute(made)
        database.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_1")  # noqa: S608 - our names
        database.execute(f"DROP TABLE {table}_1")
    for statement in (_PERMISSION_ONCE, _WALL_ONCE, _ROLE, _CHANGE):
        database.execute(statement)


def _from_2(database: sqlite3.Connection) -> None:
    """Schema 2 had no actions that take two people."""
    for statement in (_TWO_PERSON, _SIGNER, _REQUEST):
        database.execute(statement)


def _from_3(database: sqlite3.Connection) -> None:
    """Schema 3 had no memberships by a provider of accounts."""
    database.execute(_PROVIDED)


def _from_4(database: sqlite3.Connection) -> None:
    """Schema 4 had no sensitivities: every matter stays unclassified, which counts as the highest."""
    for statement in (_CLASSIFICATION, _CLASSIFICATION_ONCE):
        database.execute(statement)


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _from_1, 2: _from_2, 3: _from_3, 4: _from_4}
"""For each earlier version of the schema, the step to the next one, within the caller's transaction."""


def foreign(database: sqlite3.Connection) -> list[str]:
    """What a file holds that neither this nor an earlier release makes, a sentence each.

    A file of a later release passes: whoever opens it is told its version.

    Raises:
        sqlite3.DatabaseError: it is not a database.
    """
    version = version_of(database)
    if version > SCHEMA_VERSION:
        return []
    statements = FIRST if version == 1 else (*SCHEMA, *covering.SCHEMA)
    return planted(database, made_by(*(f"{statement};" for statement in statements)))


def version_of(database: sqlite3.Connection) -> int:
    """The version of the schema; 0 for an empty file, whose making was interrupted."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def migrate(database: sqlite3.Connection) -> None:
    """Bring an earlier schema up to date, all of it or nothing, unless another process has just done it."""
    with transaction(database):
        for version in range(version_of(database), SCHEMA_VERSION):
            MIGRATIONS[version](database)
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def read_facts(database: Database) -> frozenset[Fact]:
    """Every fact in force."""
    facts: list[Fact] = [
        User(name, bool(active)) if kind == "user" else Group(name)
        for name, kind, active in database.execute("SELECT name, kind, active FROM who")
    ]
    provided = set(database.execute("SELECT team, member FROM provided"))
    memberships = database.execute("SELECT team, member FROM membership")
    facts += [Membership(team, member, (team, member) in provided) for team, member in memberships]
    facts += [Matter(MatterId(name)) for (name,) in database.execute("SELECT name FROM matter")]
    facts += [
        Grant(who, _target(matter, document, label), datetime.fromisoformat(until) if until else None)
        for who, matter, document, label, until in database.execute(
            "SELECT who, matter, document, label, until FROM permission"
        )
    ]
    facts += [
        Wall(who, _target(matter, document, None))
        for who, matter, document in database.execute("SELECT who, matter, document FROM wall")
    ]
    facts += [TwoPerson(action) for (action,) in database.execute("SELECT action FROM two_person")]
    facts += [Signer(user, public) for user, public in database.execute('SELECT "user", public FROM signer')]
    facts += [
        Classification(_target(matter, None, label), Sensitivity(WORDS.index(level)))
        for matter, label, level in database.execute("SELECT matter, label, level FROM classification")
    ]
    facts += [Appointment(who, role) for who, role in database.execute("SELECT who, role FROM role")]
    return frozenset(facts)


def _target(matter: str | None, document: str | None, label: str | None) -> Target:
    return Target(
        MatterId(matter) if matter is not None else None, DocumentId(document) if document is not None else None, label
    )


_MATTER_IS = "coalesce(matter, '') = coalesce(?, '')"
_DOCUMENT_IS = "coalesce(document, '') = coalesce(?, '')"
_LABEL_IS = "coalesce(label, '') = coalesce(?, '')"
"""That a column has a value, or has none where the value is NULL; no name is empty."""


def write_facts(database: Database, added: Collection[Fact], removed: Collection[Fact]) -> None:
    """Remove facts and add others, within the caller's transaction."""
    staying = {fact.name for fact in added if isinstance(fact, User | Group)}
    for fact in reversed(in_order(removed)):
        match fact:
            case User(name) | Group(name):
                # A name whose user is only disabled or enabled stays, since others point to it.
                if name not in staying:
                    database.execute("DELETE FROM who WHERE name = ?", (name,))
            case Membership(group, member):
                database.execute("DELETE FROM provided WHERE team = ? AND member = ?", (group, member))
                database.execute("DELETE FROM membership WHERE team = ? AND member = ?", (group, member))
            case Matter(name):
                database.execute("DELETE FROM matter WHERE name = ?", (name,))
            case Grant(who, target):
                database.execute(
                    f"DELETE FROM permission WHERE who = ? AND {_MATTER_IS} AND {_DOCUMENT_IS} AND {_LABEL_IS}",  # noqa: S608 - our own words
                    (who, target.matter, target.document, target.label),
                )
            case Wall(who, target):
                database.execute(
                    f"DELETE FROM wall WHERE who = ? AND {_MATTER_IS} AND {_DOCUMENT_IS}",  # noqa: S608 - our own words
                    (who, target.matter, target.document),
                )
            case Appointment(who, role):
                database.execute("DELETE FROM role WHERE who = ? AND role = ?", (who, role))
            case TwoPerson(action):
                database.execute("DELETE FROM two_person WHERE action = ?", (action,))
            case Signer(user):
                database.execute('DELETE FROM signer WHERE "user" = ?', (user,))
            case Classification(target):
                database.execute(
                    f"DELETE FROM classification WHERE {_MATTER_IS} AND {_LABEL_IS}",  # noqa: S608 - our own words
                    (target.matter, target.label),
                )
    for fact in in_order(added):
        _insert(database, fact)


def _insert(database: Database, fact: Fact) -> None:
    match fact:
        case User(name, active):
            database.execute(
                """INSERT INTO who VALUES (?, 'user', ?)
                   ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, active = excluded.active""",
                (name, int(active)),
            )
        case Group(name):
            database.execute(
                "INSERT INTO who VALUES (?, 'group', 1) ON CONFLICT (name) DO UPDATE SET kind = excluded.kind", (name,)
            )
        case Membership(group, member, provided):
            database.execute("INSERT INTO membership VALUES (?, ?)", (group, member))
            if provided:
                database.execute("INSERT INTO provided VALUES (?, ?)", (group, member))
        case Matter(name):
            database.execute("INSERT INTO matter VALUES (?)", (name,))
        case Grant(who, target, until):
            database.execute(
                "INSERT INTO permission VALUES (?, ?, ?, ?, ?)",
                (who, target.matter, target.document, target.label, until.isoformat() if until else None),
            )
        case Wall(who, target):
            database.execute("INSERT INTO wall VALUES (?, ?, ?)", (who, target.matter, target.document))
        case Appointment(who, role):
            database.execute("INSERT INTO role VALUES (?, ?)", (who, role))
        case TwoPerson(action):
            database.execute("INSERT INTO two_person VALUES (?)", (action,))
        case Signer(user, public):
            database.execute("INSERT INTO signer VALUES (?, ?)", (user, public))
        case Classification(target, level):
            database.execute("INSERT INTO classification VALUES (?, ?, ?)", (target.matter, target.label, level.word))
