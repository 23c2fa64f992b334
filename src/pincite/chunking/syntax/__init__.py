"""Syntax: finds the functions and classes of source code."""
