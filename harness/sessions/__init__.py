"""Sessions of requests: several in one process, each decided on the wire.

``words`` what is asked of a session · ``street`` the nodes that it meets, all up at once · ``heard`` what they saw of
each request · ``run`` a session's life from a placement of authorities to what was heard.
"""
