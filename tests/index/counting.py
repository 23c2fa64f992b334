"""Counts the steps that a search takes in its database, as the database counts them, so that no clock is asked."""

import sqlite3
from collections.abc import Callable

import pytest


def steps_of(search: Callable[[], object]) -> int:
    """How many steps SQLite takes in all files that are opened meanwhile."""
    connect, counted = sqlite3.connect, 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    def counting(*places: object, **options: object) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(*places, **options)  # type: ignore[call-overload]
        db.set_progress_handler(count, 1)
        return db

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", counting)
        search()
    return counted
