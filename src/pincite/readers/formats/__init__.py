"""Formats: which reader a file needs, and what is said of files that none reads."""
