"""An index in shards: more rows than one machine should hold, or answers that several machines give together.

Question: which chunks match, among those a scope permits, when rows lie in several tables? A search reads which version
of each shard counts, asks every shard at exactly that version, each within a time and from a second replica where the
first fails, and merges what they answer. If a shard is lost, it refuses: some of the shards are never taken for all. A
write is committed to the tables that it concerns, and counts in all of them by one transaction of the database.
"""
