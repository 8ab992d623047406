"""The code that runs in the client's own Python: the witness and the adapter variants."""
