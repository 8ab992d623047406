"""The first process of a cell: it lays out the cell's view of the machine, starts the client and reports its end.

One rule: only the standard library is imported, and as little of it as possible: every cell waits for it.
"""

#: The exit code of a cell whose client was not started, where there is no channel.
NOT_STARTED = 97
#: The namespaces that must be the cell's own.
NAMESPACES = ("mnt", "pid")
