"""Verification: whether the cited words support what is said."""
