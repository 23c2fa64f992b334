"""Rules for statements that say more than the words they quote, in which those words stand."""
