"""What a store keeps in its schema: the statements that make it, their version, and whether anybody planted more.

Each schema has one row beside the store's own tables (`pincite_store`): the version of its layout, and how many
transactions have written. Whoever writes holds that row, so a store has one writer, as an SQLite file has; the server
lets go of it when the writer's session ends, however it ends.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

STORE: Final = "pincite_store"

OWN: Final = (
    f"CREATE TABLE {STORE} (one boolean PRIMARY KEY DEFAULT true CHECK (one), version integer NOT NULL, "
    "writes bigint NOT NULL)",
    f"""CREATE FUNCTION pincite_noticed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN UPDATE {STORE} SET writes = writes + 1; RETURN NULL; END $$""",  # noqa: S608 - our own name
)

WRITING: Final = "pincite.writing"
"""Set for as long as a transaction of ours writes, which counts itself already."""

NAMED: Final = re.compile(
    r"\s*CREATE\s+(?:UNIQUE\s+)?(TABLE|INDEX|TRIGGER|FUNCTION|SEQUENCE)\s+\"?(\w+)", re.IGNORECASE
)

PLANTED: Final = """
    SELECT CASE relkind WHEN 'r' THEN 'TABLE' WHEN 'i' THEN 'INDEX' WHEN 'S' THEN 'SEQUENCE' ELSE 'VIEW' END, relname,
           EXISTS (SELECT 1 FROM pg_index JOIN pg_constraint ON conindid = indexrelid WHERE indexrelid = c.oid)
        FROM pg_class c WHERE relnamespace = ?::regnamespace AND relkind <> 'c'
    UNION ALL SELECT 'FUNCTION', proname, false FROM pg_proc WHERE pronamespace = ?::regnamespace
    UNION ALL SELECT 'TRIGGER', tgname, false FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
        WHERE relnamespace = ?::regnamespace AND NOT tgisinternal
    UNION ALL SELECT 'RULE', rulename, false FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class
        WHERE relnamespace = ?::regnamespace AND relkind = 'r'
    UNION ALL SELECT 'POLICY', polname, false FROM pg_policy p JOIN pg_class c ON c.oid = polrelid
        WHERE relnamespace = ?::regnamespace
    UNION ALL SELECT 'CHILD', c.relname, false FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        JOIN pg_class parent ON parent.oid = inhparent
        WHERE parent.relnamespace = ?::regnamespace OR c.relnamespace = ?::regnamespace
"""
"""All in a schema that could act by itself or answer in a table's place, and whether a constraint made it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The statements that make a store, which version they are, and the statements that lead there from earlier ones.

    A change of one of the tables in `noticed` is counted even if somebody makes it without pincite.
    """

    version: int
    statements: tuple[str, ...]
    steps: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    noticed: tuple[str, ...] = ()

    def all_statements(self) -> tuple[str, ...]:
        """What makes the store in an empty schema."""
        return (
            *OWN,
            *self.statements,
            *(
                f"CREATE TRIGGER {table}_noticed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT WHEN (current_setting('{WRITING}', true) IS DISTINCT FROM 'yes') "
                "EXECUTE FUNCTION pincite_noticed()"
                for table in self.noticed
            ),
        )

    def tables(self) -> tuple[str, ...]:
        """The store's own tables, in the order in which they are made: each after those that it refers to."""
        found = (NAMED.match(statement) for statement in self.statements)
        return tuple(named[2] for named in found if named is not None and named[1].upper() == "TABLE")

    def made(self) -> frozenset[tuple[str, str]]:
        """Kind and name of all that the statements make."""
        found = (NAMED.match(statement) for statement in self.all_statements())
        return frozenset((named[1].upper(), named[2]) for named in found if named is not None)
