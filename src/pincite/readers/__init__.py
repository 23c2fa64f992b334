"""One reader per format, each from a file's bytes to its text and what the format says about it."""
