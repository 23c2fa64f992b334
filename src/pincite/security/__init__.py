"""Security: what is noticed about texts before anything relies on them, and what may not leave."""
