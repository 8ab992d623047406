"""The first process of a cell: it lays out what the cell sees, starts the client and tells how that ended.

One rule: the standard library alone, and as little of it as will do: every cell waits for it.
"""

#: The exit code of a cell whose client was not started, for whoever has no channel.
NOT_STARTED = 97
#: The namespaces that must be the cell's own.
NAMESPACES = ("mnt", "pid")
