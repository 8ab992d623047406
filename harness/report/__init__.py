"""Records, told to people.

In reading order: ``grid`` puts records into rows and columns, ``tally`` counts them, ``phrases`` puts them into words;
``table`` and ``failures`` are for a terminal, ``markdown`` for a CI step summary, ``html`` for a browser.
One rule: records in, text out. Nothing here runs, judges or opens anything but its own template.
"""
