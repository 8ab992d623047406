"""What was seen of a client and what it means."""
