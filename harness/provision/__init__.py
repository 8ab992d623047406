"""What is brought onto this machine: pips, libraries, Pythons and git repositories, and the cache that keeps them."""
