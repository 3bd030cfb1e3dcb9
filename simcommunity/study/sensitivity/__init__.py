"""Which parameters matter, how much of the variance each makes, and where something happens."""
