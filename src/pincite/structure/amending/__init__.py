"""Amendments: what each one orders, which words of the agreement it changes, and the agreement with those changes."""
