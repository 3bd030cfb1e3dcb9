"""A scenario fitted to a group's own log, by approximate Bayesian computation."""
