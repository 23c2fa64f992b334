"""A document as the rest of pincite knows it: one text, spans of that text, and regions with a special role."""
