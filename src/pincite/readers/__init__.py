"""One reader per format. Each turns a file's bytes into its text and what the format says about that text."""
