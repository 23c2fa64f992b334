"""Which tier a question goes to: hard limits, then the cheapest tier that is good enough, with its reasons.

Pure: numbers and names are handed in. `decision` chooses, `heuristics` has the chances before anything was learnt,
`labels` is what a router is taught by, `training` learns one, and `weights` is what it knows, and its file. `permits`
makes leave to send words to a model, which no adapter sends without.
"""

ROUTER = "router.weights"
"""The name of the file that a workspace keeps its router in."""

LARGEST = 64 * 2**20
"""Bytes of a file that are read at most: a router of four tiers with a thousand landmarks has 7 million."""
