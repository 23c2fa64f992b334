"""Measures how good the product is, and where it loses, on questions with known answers."""
