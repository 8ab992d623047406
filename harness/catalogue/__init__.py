"""Scenarios: those that are written, those that are generated, and what is planned of them."""
