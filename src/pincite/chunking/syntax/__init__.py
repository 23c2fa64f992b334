"""Syntax: where the functions and classes of source code are."""
