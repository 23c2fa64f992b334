"""Frozen values with everything that the command line, the page and programs print, and the one JSON contract.

Each has a method `json()`, which returns the contract's object (docs/cli.md). A field that is null there is None here.
"""
