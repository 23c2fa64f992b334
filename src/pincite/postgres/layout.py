"""What a store keeps in its schema: the statements that make it, their version, and whether anybody planted more.

Each schema has one row beside the store's own tables (`pincite_store`): the version of its layout, and how many
transactions have written. Whoever writes holds that row, so a store has one writer, as an SQLite file has; the server
lets go of it when the writer's session ends, however it ends.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pincite.postgres.clock import SAID

STORE: Final = "pincite_store"

OWN: Final = (
    f"CREATE TABLE {STORE} (one boolean PRIMARY KEY DEFAULT true CHECK (one), version integer NOT NULL, "
    "writes bigint NOT NULL)",
    f"""CREATE FUNCTION pincite_noticed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN UPDATE {STORE} SET writes = writes + 1 WHERE xmin <> pg_current_xact_id()::xid; RETURN NULL; END $$""",  # noqa: S608 - our own name
)
"""A transaction counts once. Ours has written the row before it writes anything else."""

NAMED: Final = re.compile(
    r"\s*CREATE\s+(?:UNIQUE\s+)?(TABLE|INDEX|TRIGGER|FUNCTION|SEQUENCE)\s+\"?(\w+)", re.IGNORECASE
)

PLANTED: Final = """
    SELECT * FROM (
    WITH own AS (SELECT oid, nspowner FROM pg_namespace WHERE nspname = ?),
        here AS (SELECT c.* FROM pg_class c JOIN own ON own.oid = relnamespace),
        parts AS (SELECT 'pg_class'::regclass AS kind, oid AS part, relname AS of FROM here
            UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, relname FROM pg_attrdef d JOIN here ON here.oid = adrelid
            UNION ALL SELECT 'pg_constraint'::regclass, d.oid, relname FROM pg_constraint d
                JOIN here ON here.oid = conrelid)
    SELECT CASE relkind WHEN 'r' THEN 'TABLE' WHEN 'i' THEN 'INDEX' WHEN 'S' THEN 'SEQUENCE' ELSE 'VIEW' END, relname,
           EXISTS (SELECT 1 FROM pg_index JOIN pg_constraint ON conindid = indexrelid WHERE indexrelid = here.oid), ''
        FROM here WHERE relkind <> 'c'
    UNION ALL SELECT 'FUNCTION', proname, false, prosrc FROM pg_proc JOIN own ON own.oid = pronamespace
    UNION ALL SELECT CASE WHEN proname = 'pincite_noticed' AND pronamespace = relnamespace AND tgenabled = 'O'
            AND tgtype = 60 AND tgqual IS NULL AND tgname = relname || '_noticed' THEN 'TRIGGER'
            ELSE 'OTHER TRIGGER' END, tgname, false, ''
        FROM pg_trigger JOIN here ON here.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE NOT tgisinternal OR tgenabled <> 'O'
    UNION ALL SELECT 'RULE', rulename, false, '' FROM pg_rewrite JOIN here ON here.oid = ev_class WHERE relkind = 'r'
    UNION ALL SELECT 'POLICY', polname, false, '' FROM pg_policy JOIN here ON here.oid = polrelid
    UNION ALL SELECT 'CHILD', c.relname, false, '' FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        JOIN pg_class parent ON parent.oid = inhparent JOIN own ON own.oid IN (parent.relnamespace, c.relnamespace)
    UNION ALL SELECT 'OPERATOR', oprname, false, '' FROM pg_operator JOIN own ON own.oid = oprnamespace
    UNION ALL SELECT 'TYPE', typname, false, '' FROM pg_type JOIN own ON own.oid = typnamespace
        WHERE typrelid = 0 AND typelem = 0
    UNION ALL SELECT 'USE OF', pg_describe_object(refclassid, refobjid, 0) || ' by ' || of, false, ''
        FROM pg_depend JOIN parts ON classid = kind AND objid = part
        WHERE refclassid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass,
            'pg_opclass'::regclass, 'pg_collation'::regclass)
    UNION ALL SELECT 'UNLOGGED TABLE', relname, false, '' FROM here WHERE relpersistence <> 'p'
    UNION ALL SELECT 'OWNER OF', coalesce(relname, 'the schema'), false, ''
        FROM (SELECT relowner, relname FROM here UNION ALL SELECT nspowner, NULL FROM own) AS owned
        WHERE NOT pg_has_role(relowner, 'MEMBER')
    ) AS found
"""
"""All in a schema that could act by itself or answer in a table's place, whether a constraint made it, and what a
function does. What a column, a default, a constraint or an index uses is of the server itself: whoever planted a
function there would have it run with pincite's rights at each write.

Sources: PostgreSQL's manual on `pg_trigger`, `pg_depend` (it names nothing of the server's own), and trigger.h (60 is
after insert, delete, update and truncate, for each statement).
"""

BODY: Final = re.compile(r"\bAS\s+(\$\$|')(.*)\1\s*\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """The statements that make a store, and which version they are: another one with each change of what they make.

    A change of one of the tables in `noticed` is counted even if somebody makes it without pincite.
    """

    version: int
    statements: tuple[str, ...]
    noticed: tuple[str, ...] = ()

    def all_statements(self) -> tuple[str, ...]:
        """What makes the store in an empty schema."""
        return (
            *OWN,
            *self.statements,
            *(
                f"CREATE TRIGGER {table}_noticed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION pincite_noticed()"
                for table in self.noticed
            ),
        )

    def mark(self) -> str:
        """The statement that gives the version, the server's time, and then what moves when anybody writes.

        It moves too with what writes are counted by. The server gives each version of a row its transaction's number
        (`xmin`), which nobody can set. So a count that was put back shows, and so does a trigger that was off for once.
        """
        tables = ", ".join(f"to_regclass('{table}')" for table in self.noticed)
        return f"""
            SELECT version, {SAID}, writes, xmin::text,
                (SELECT string_agg(concat_ws(' ', tgrelid, oid, xmin), ',' ORDER BY oid) FROM pg_trigger
                    WHERE NOT tgisinternal AND tgrelid = ANY (ARRAY[{tables}]::oid[])),
                (SELECT concat_ws(' ', oid, xmin) FROM pg_proc
                    WHERE proname = 'pincite_noticed' AND oid = to_regproc('pincite_noticed'))
            FROM {STORE}
        """  # noqa: S608 - our own names

    def tables(self) -> tuple[str, ...]:
        """The store's own tables, in the order in which they are made: each after those that it refers to."""
        found = (NAMED.match(statement) for statement in self.statements)
        return tuple(named[2] for named in found if named is not None and named[1].upper() == "TABLE")

    def made(self) -> frozenset[tuple[str, str]]:
        """Kind and name of all that the statements make."""
        found = (NAMED.match(statement) for statement in self.all_statements())
        return frozenset((named[1].upper(), named[2]) for named in found if named is not None)

    def bodies(self) -> Mapping[str, str]:
        """What each function does that the statements make, as the server keeps it."""
        found = ((NAMED.match(statement), BODY.search(statement)) for statement in self.all_statements())
        return {
            named[2]: body[2]
            for named, body in found
            if named is not None and body is not None and named[1].upper() == "FUNCTION"
        }
