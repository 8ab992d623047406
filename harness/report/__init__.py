"""Reports for people, made of records.

In reading order: ``grid`` puts records into rows and columns, ``tally`` counts them, ``phrases`` puts them into words;
``table`` and ``failures`` are for a terminal, ``markdown`` is for a CI step summary, ``html`` for a browser.

One rule: records in, text out. Nothing here runs or judges anything, and no file is opened but the page's template.
"""
