"""Models: the ports, their fakes, and the encoders that ship inside the package."""
