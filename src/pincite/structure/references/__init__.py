"""Words that point elsewhere: what they name, where that is, and what an amendment changes."""
