"""Reading in a process of its own, which is given little, may do little, and is believed only after a check."""
