"""HTML pages: their words in order, one line per block, with regions for special parts."""
