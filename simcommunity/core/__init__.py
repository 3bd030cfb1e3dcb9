"""The rules, and all else that becomes machine code."""
