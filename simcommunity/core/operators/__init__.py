"""Operators: what they plan, what their hours allow, and whom they let in."""
