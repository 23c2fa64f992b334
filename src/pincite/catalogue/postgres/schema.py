"""The tables of the catalogue in PostgreSQL: those of SQLite, and the functions of SQLite's that statements use."""

from typing import Final

from pincite.catalogue import cards
from pincite.catalogue.schema import BY_PARENT, CHECKED, MADE
from pincite.postgres.layout import Layout
from pincite.postgres.wording import JSON_EACH, made_for_postgres

FUNCTIONS: Final = (
    JSON_EACH,
    """CREATE FUNCTION hex(value bytea) RETURNS text LANGUAGE sql IMMUTABLE
       AS $$SELECT coalesce(upper(encode(value, 'hex')), '')$$""",
    """CREATE FUNCTION typeof(value bytea) RETURNS text LANGUAGE sql IMMUTABLE
       AS $$SELECT CASE WHEN value IS NULL THEN 'null' ELSE 'blob' END$$""",
)

IN_ORDER: Final = (
    "CREATE SEQUENCE history_rowid",
    "ALTER TABLE history ADD COLUMN rowid BIGINT NOT NULL DEFAULT nextval('history_rowid')",
)
"""SQLite numbers rows in the order in which they came."""

CATALOGUE: Final = Layout(
    100 + cards.REVISION, (*FUNCTIONS, *made_for_postgres(*MADE, BY_PARENT), *IN_ORDER), noticed=CHECKED
)
"""Its version moves with that of the cards, which a catalogue of another version has otherwise."""
