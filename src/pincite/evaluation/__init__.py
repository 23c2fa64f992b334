"""How good is it, and where does it lose? Measures the product on questions whose answers are known."""
