"""The pip trust lab, room by room. A room imports from those above it in this list alone: see ``tests/test_rooms.py``.

``model``          the words: scenarios, expectations, defects, clients, cells, records, transcripts
``provision``      pips, libraries, Pythons and git repositories, brought onto this machine and kept in a cache
``lab``            the world of a cell: authorities, certificates, stores, the host, nodes that listen, packages
``evidence``       what was seen of a client, what it means, and the verdict on it
``catalogue``      scenarios that are written or generated, and the cells planned from them
``clients``        the clients under test, and their command lines; ``inside``: the code in the client's own Python
``runs``           a cell from its plan to its record
``report``         records as a terminal, a page and Markdown show them
``sessions``       several requests in one session, for the properties
``bisect``         since which release or commit
``compare``        two clients side by side, and what a CI job makes of it
``history``        what has changed from run to run, as a site
``advise``         what works behind a proxy
``diagnose``       why a command of a person's own failed; ``alone``: what needs the standard library alone
``check_adapter``  what an adapter of yours keeps on each leg
``repro``          one cell as one file that needs no lab
``commands``       matrix, run, witness, list, show, report, catalogue, doctor
``cli``            the command line, put together
"""
