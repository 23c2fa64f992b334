"""Two versions of a document, compared clause by clause and word by word."""
