"""Sessions of requests: several in one process, each decided on the wire.

``words`` sessions and their steps · ``street`` the nodes that they meet, all up at once · ``outcomes`` what became of
each step, from what the nodes saw · ``run`` a session's life from a placement of authorities to these outcomes.
"""
