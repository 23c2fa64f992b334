"""What a made firm's documents are made of."""
