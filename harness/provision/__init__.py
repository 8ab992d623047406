"""Pips, libraries, Pythons and git repositories brought onto this machine, and the cache that keeps them."""
