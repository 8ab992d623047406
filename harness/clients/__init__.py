"""The clients: what is under test. They meet the nodes only over a socket and know nothing of what is expected."""
