"""What a model needs of a machine: memory, cache, how many users at once, how long until the first word."""
