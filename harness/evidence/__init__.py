"""Facts about what a client did, and what they mean."""
