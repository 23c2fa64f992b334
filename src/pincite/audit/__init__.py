"""The audit record: events, the hash chain that holds them, and its verification."""
