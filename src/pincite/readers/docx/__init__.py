"""Word documents: the words as accepted, the numbers Word computes, and what stands beside the text."""
