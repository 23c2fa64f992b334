"""Checks without a model: what a claim says about figures, dates, duties and names, against the passage it rests on."""
