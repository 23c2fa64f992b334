"""Checks without a model: they compare a claim's figures, dates, duties and names with the passage it rests on."""
