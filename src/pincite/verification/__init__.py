"""Verification: whether what is said stands in what is cited."""
