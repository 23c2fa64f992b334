"""Formats: which reader a file needs, and the messages about files that no reader reads."""
