"""Rules for statements that repeat the words they quote and say more."""
