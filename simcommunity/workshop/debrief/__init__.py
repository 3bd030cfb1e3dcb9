"""The debrief: what a game comes to, told as a page and as a table."""
