"""The tables that store the facts of `facts`, in a file and in PostgreSQL, and the migrations of earlier files.

A row is a fact, see `fact_rows`. A missing value is NULL; moments are ISO 8601 in UTC.
"""

import sqlite3
from collections.abc import Callable

from pincite.access import covering
from pincite.databases import made_by, planted, transaction

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


def is_earlier(database: sqlite3.Connection) -> bool:
    """True for rules that an earlier release made, which are brought up to date when they are opened."""
    return 0 < version_of(database) < SCHEMA_VERSION


def migrate(database: sqlite3.Connection) -> None:
    """Bring an earlier schema up to date, all of it or nothing, unless another process has just done it."""
    with transaction(database):
        for version in range(version_of(database), SCHEMA_VERSION):
            MIGRATIONS[version](database)
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
