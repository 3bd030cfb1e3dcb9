"""A sensitivity study for readers: in words, on a terminal, as figures and as a page."""
