"""References: words that point elsewhere, what they name and where it is; and what an amendment changes."""
