"""Agent-based simulation of community lifecycles."""

__version__ = "0.1.0"
