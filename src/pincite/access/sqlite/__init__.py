"""The rules of access in one SQLite file."""
