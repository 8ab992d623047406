"""The wide matrix: generated scenarios in which every two conditions that can meet do so at least once.

``axes`` are the conditions with a word for each value, ``flaws`` what can be wrong, ``clashes`` what cannot meet and
``meeting`` what is varied together. ``rows`` are the rows, ``explaining`` says which catalogued defects may show in
one, ``together`` what two of them do in one run, and ``matrix`` has the scenarios.
"""
