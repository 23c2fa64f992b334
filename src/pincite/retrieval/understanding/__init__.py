"""What a question means in law, found by rules: its kind, what it names, its parts, other words for it."""
