"""The order of a day, written once for both engines."""
