"""The life of a member in words, on a terminal and as a page."""
