"""PDF: characters with their places on the page, and drawings of the page itself."""
