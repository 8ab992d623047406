"""The commands of the lab, one module for each question that a person has; ``cli.py`` puts them together."""
