"""The kinds of client, and how a scenario is put to each."""
