"""Mistakes that somebody could make in pip (slips), and whether a comparison notices each for the right reason.

    python -m bench.mutants [-k WORDS] [--list] [--near] [--again] [--results FILE]

``mutant`` says what one is, and ``listed`` gathers those of ``hosts``, ``secrets``, ``redaction``, ``files``,
``contexts`` and ``builds``; ``trees`` makes the pip that has one, ``trial`` compares it, ``kept`` writes down what came
of it, ``table`` shows it.
"""
