"""A replicate becomes numbers: metrics, curves, survival, estimates, verdict."""
