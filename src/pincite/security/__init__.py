"""Security: finds what is suspicious in texts before anything relies on them, and what must not leave the firm."""
