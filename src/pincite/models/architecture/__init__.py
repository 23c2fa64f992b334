"""What a model is, as its own file says it: layers, attention, experts, positions, tensors."""
