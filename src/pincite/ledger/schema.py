"""The tables of a ledger's file."""

from typing import Final

TABLES: Final = """
CREATE TABLE IF NOT EXISTS charge (
    id TEXT PRIMARY KEY, request TEXT NOT NULL, at REAL NOT NULL, month TEXT NOT NULL, user TEXT NOT NULL,
    tier TEXT NOT NULL, state TEXT NOT NULL, worker TEXT NOT NULL, amount INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, estimated INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL, cache_write_tokens INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS about (
    charge TEXT NOT NULL, matter TEXT NOT NULL, PRIMARY KEY (charge, matter)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS total (
    month TEXT NOT NULL, whose TEXT NOT NULL, name TEXT NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (month, whose, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS charge_at ON charge (at);
CREATE INDEX IF NOT EXISTS charge_open ON charge (worker) WHERE state = 'reserved';
"""
"""Calls; the matters that each is about; and the sums of each month, so that a budget is held against one row.

A sum is changed in the same transaction as the charge that changes it.
"""
