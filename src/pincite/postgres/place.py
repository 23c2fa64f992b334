"""Where a store lies in PostgreSQL: the address of a database, and a schema in it. No password is ever shown."""

import re
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pincite.errors import WorkspaceError

HOST: Final = re.compile(r"[A-Za-z0-9._:%/,-]*\Z")
"""What names of servers and folders of sockets are made of. A password with an `@` that was not escaped ends in the
host's name, and an error would show it."""

SCHEMA: Final = re.compile(r"[a-z][a-z0-9_]{0,57}\Z")
"""Names that need no quotes, short enough for PostgreSQL (63 bytes) with an ending of ours."""

WANTED: Final = {
    "application_name": "pincite",
    "client_encoding": "utf8",
    "connect_timeout": "10",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "target_session_attrs": "read-write",
}
"""Parameters of a connection where the address says nothing else. A server that went without a word is noticed after
half a minute (seconds; the last in milliseconds). With several hosts, the one that can be written is found."""

FORM: Final = "postgresql://USER@HOST:PORT/DATABASE"


@dataclass(frozen=True, slots=True)
class PostgresSchema:
    """A schema in a database. `conninfo` may hold a password, so it is never shown; `name` is what people are told."""

    conninfo: str = field(repr=False)
    database: str
    schema: str
    name: str

    def beside(self, schema: str) -> "PostgresSchema":
        """Another schema of the same database.

        Raises:
            WorkspaceError: it cannot be the name of a schema.
        """
        return _place(self.conninfo, schema)


def place_of(url: str, schema: str) -> PostgresSchema:
    """The schema in the database at an address.

    Raises:
        WorkspaceError: the address or the schema's name is of another form. The address is not shown.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise WorkspaceError(f"the address of a PostgreSQL database begins otherwise; give {FORM}")
    return _place(url, schema)


def _place(conninfo: str, schema: str) -> PostgresSchema:
    if not SCHEMA.match(schema):
        raise WorkspaceError(
            f"{schema!r} cannot be the name of a schema; take small letters, digits and _, 58 at most, a letter first"
        )
    try:
        said = {name: str(value) for name, value in conninfo_to_dict(conninfo).items() if value is not None}
    except psycopg.ProgrammingError:
        said = {}
    host, database = said.get("host", ""), said.get("dbname", "")
    if not database or not HOST.match(host) or not HOST.match(said.get("port", "")):
        raise WorkspaceError(
            f"the address of the PostgreSQL database cannot be read; give {FORM}, with each sign in a password that is "
            "no letter or digit written as % and its two hexadecimal digits, or leave the password to PGPASSFILE"
        )
    ports = said.get("port", "").split(",")
    hosts = host.split(",")
    each = zip(hosts, ports if len(ports) == len(hosts) else ports * len(hosts), strict=False)
    where = ", ".join(f"{name}:{port}" if port and not name.startswith("/") else name for name, port in each)
    name = f"PostgreSQL database {database}" + (f" at {where}" if where else "") + f", schema {schema}"
    return PostgresSchema(make_conninfo("", **(WANTED | said)), database, schema, name)
