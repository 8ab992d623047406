"""The messages that people search for: the form of an entry, about certificates, about proxies, and about the rest."""
