"""The commands of the lab, one module for each question of a user; ``cli.py`` puts them together."""
