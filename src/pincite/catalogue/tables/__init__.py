"""The catalogue in tables, over any engine's connections."""
