"""A statement that fails within a transaction undoes all of the transaction (see `databases.transaction`)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "pincite"

CAUGHT = ("sqlite3.", "psycopg.", "FAILURES", "DatabaseFailed", "DatabaseConflict", "Exception", "BaseException")
"""How a type is written that catches the failure of a database."""


def _called(call: ast.expr) -> str:
    """The last name of what is called; empty for what is no call."""
    return ast.unparse(call.func).rpartition(".")[2] if isinstance(call, ast.Call) else ""


def _catches(types: str) -> bool:
    return any(part in types if part.endswith(".") else part in re.split(r"[(), *]+", types) for part in CAUGHT)


def swallowed(source: str) -> Iterator[int]:
    """The lines within a transaction that catch the failure of a database and raise nothing in its place."""
    for block in ast.walk(ast.parse(source)):
        if not isinstance(block, ast.With) or all(_called(one.context_expr) != "transaction" for one in block.items):
            continue
        for node in (node for statement in block.body for node in ast.walk(statement)):
            if isinstance(node, ast.ExceptHandler) and not isinstance(node.body[-1], ast.Raise):
                types = "Exception" if node.type is None else ast.unparse(node.type)
            elif isinstance(node, ast.Call) and _called(node) == "suppress":
                types = ", ".join(map(ast.unparse, node.args))
            else:
                continue
            if _catches(types):
                yield node.lineno


def test_no_failure_of_a_database_is_caught_within_a_transaction() -> None:
    found = {
        str(file.relative_to(PACKAGE)): lines
        for file in sorted(PACKAGE.rglob("*.py"))
        if (lines := list(swallowed(file.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("handler", "lines"),
    [
        ("except sqlite3.IntegrityError: pass", [3]),
        ("except (*FAILURES, OSError): pass", [3]),
        ("except Exception: pass", [3]),
        ("except: pass", [3]),
        ("except DatabaseFailed as error: raise AccessError from error", []),
        ("except KeyError: pass", []),
    ],
)
def test_a_caught_failure_is_found(handler: str, lines: list[int]) -> None:
    source = f"with one() as db, db.transaction():\n    try: db.execute('')\n    {handler}"
    assert list(swallowed(source)) == lines


def test_a_suppressed_failure_is_found() -> None:
    assert list(swallowed("with transaction(db):\n    with contextlib.suppress(sqlite3.Error):\n        pass")) == [2]
