"""Compares what an engine computes with what the weights say: log-probabilities, position by position."""
