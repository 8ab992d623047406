"""A package with nothing in it: what matters is how it gets to the client."""
