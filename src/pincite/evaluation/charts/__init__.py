"""Charts as inline SVG, each with a title and a description in words."""
