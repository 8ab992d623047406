"""The world of a cell: authorities, certificates, stores, the host and the nodes that listen."""
