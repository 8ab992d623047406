"""A package with nothing in it: what matters is that it has to be built."""
