"""Two ways to run one set of rules: agent by agent (Mesa) and compiled (numba)."""
