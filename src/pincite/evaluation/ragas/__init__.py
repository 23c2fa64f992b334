"""The four figures of RAGAS, by rules and by a judge."""
