"""Which tier a question goes to: hard limits, then the cheapest tier that is good enough, with its reasons.

Pure: numbers and names are handed in. `decision` chooses, `heuristics` has the chances before anything was learnt,
`training` learns a router from labels and `weights` is what it knows, and its file. `permits` makes leave to send words
to a model, which no adapter sends without.
"""
