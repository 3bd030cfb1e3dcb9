"""Claims and published facts as data, and how they are tested."""
