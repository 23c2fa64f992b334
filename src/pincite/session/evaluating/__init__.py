"""Evaluations of a firm by those who work in it: whatever is asked, searched or sent to a judge is on the record."""
