"""Chunking: documents cut into pieces that can be found, without losing a character."""
