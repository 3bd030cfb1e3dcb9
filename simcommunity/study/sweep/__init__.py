"""Designs of many runs: what to vary, running it, and the store of what came of it."""
