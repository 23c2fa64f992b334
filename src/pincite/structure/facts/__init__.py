"""What a document states about itself: its title, type, parties, dates, governing law, term and sums of money."""
