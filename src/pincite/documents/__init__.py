"""A document as the rest of pincite knows it: one text, spans of it, and what is particular about parts of it."""
