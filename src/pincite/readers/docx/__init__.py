"""Word documents: the words as accepted, the numbers Word computes, and the parts beside the text."""
