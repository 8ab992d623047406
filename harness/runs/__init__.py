"""A cell from its plan to its record."""
