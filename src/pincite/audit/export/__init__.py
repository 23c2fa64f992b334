"""The record for somebody else: which records, and in what form (CSV, PDF; JSON lines are the verbs' own form)."""
