"""PDF: characters with their places on the page, and pictures of the page itself."""
