"""Security: what is noticed about texts before anything relies on them."""
