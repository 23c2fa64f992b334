"""The catalogue: which documents the workspace holds, under which matter, in which versions, with which words."""
