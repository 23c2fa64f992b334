"""Reads files in a separate process that is given little, may do little, and whose results are checked before use."""
