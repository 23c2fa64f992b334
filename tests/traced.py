"""What SQLite is asked while something runs, and on what kind of thread.

Each connection that is made meanwhile tells of every statement that it runs: nothing of ours is replaced, and no way to
a file goes past it.
"""

import asyncio
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

OURS = "/src/pincite/"


@dataclass(frozen=True)
class Statement:
    """One statement; whether its thread runs an event loop; the lines of pincite that led to it, the last one last."""

    sql: str
    on_loop: bool
    lines: tuple[str, ...]


def _said(sql: str) -> Statement:
    try:
        asyncio.get_running_loop()
        on_loop = True
    except RuntimeError:
        on_loop = False
    frames = [each for each in traceback.extract_stack() if OURS in each.filename]
    return Statement(sql, on_loop, tuple(f"{each.filename.rpartition(OURS)[2]}:{each.lineno}" for each in frames))


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """The statements of all connections that are made while this lasts."""
    heard: list[Statement] = []
    connect = sqlite3.connect

    def traced(*arguments: Any, **named: Any) -> sqlite3.Connection:  # noqa: ANN401 - those of SQLite
        connection: sqlite3.Connection = connect(*arguments, **named)
        connection.set_trace_callback(lambda sql: heard.append(_said(sql)))
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", traced)
        yield heard
