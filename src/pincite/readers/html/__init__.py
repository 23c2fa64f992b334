"""HTML pages: their words in order, one line per block, with what is particular about them."""
