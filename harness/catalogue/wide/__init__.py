"""The wide matrix: generated scenarios in which every two conditions that can meet do so at least once.

``axes`` are the conditions and their words, ``flaws`` what can be wrong, ``meeting`` is which of them can meet,
``rows`` are the rows, and ``explaining`` says which catalogued defects may show in one.
"""
