"""Laws: what must hold on every business, tried on many."""
