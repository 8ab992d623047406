"""Modules for the path of a person's command: ``sitecustomize`` has the witness watch more."""
