"""The kinds of client, and how each is told what to do."""
