"""The addresses of nodes that scenarios share: a name for URLs, and a loopback address of its own."""

from harness.model import Address

INDEX = Address(name="index.test", ip="127.0.1.1")
INDEX_IN_CAPITALS = Address(name="INDEX.test", ip="127.0.1.1")
INDEX_WITH_A_DOT = Address(name="index.test.", ip="127.0.1.1")
INDEX_BY_NUMBER = Address(name="127.0.1.1")
#: At the usual port of https, which URLs leave out.
INDEX_AT_ITS_PORT = Address(name="index.test", ip="127.0.1.1", port=443)
DEEP = Address(name="very.deep.index.test", ip="127.0.1.2")
FILES = Address(name="files.index.test", ip="127.0.1.3")
OTHER = Address(name="other.test", ip="127.0.1.4")
#: Its name merely ends with that of another.
NEAR_AT_ITS_PORT = Address(name="myindex.test", ip="127.0.1.5", port=443)
PROXY = Address(name="proxy.corp.test", ip="127.0.2.1")
#: At the usual port of https, which URLs leave out.
PROXY_AT_ITS_PORT = Address(name="proxy.corp.test", ip="127.0.2.1", port=443)
PROXY_BY_NUMBER = Address(name="127.0.2.1")
IPV6 = Address(name="::1")
