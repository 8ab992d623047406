"""The messages that people search for: the form of an entry, and the entries by topic."""
