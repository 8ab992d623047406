"""The ten topologies, each with its drawing. Double lines are TLS sessions of the client: its legs."""

from harness.model import (
    HTTP_ORIGIN,
    HTTP_PROXY,
    HTTPS_ORIGIN,
    HTTPS_PROXY,
    INTERCEPTING_PROXY,
    SOCKS5_PROXY,
    SOCKS5H_PROXY,
    Topology,
)

# client ====origin leg====> origin
DIRECT = Topology(name="direct", path=(HTTPS_ORIGIN,))

# client ----> proxy ----> origin (http: no leg to verify)
FORWARDED = Topology(name="forwarded", path=(HTTP_PROXY, HTTP_ORIGIN))

# client ====proxy leg====> proxy ----> origin (http: the proxy reads all)
FORWARDED_OVER_TLS = Topology(name="forwarded over TLS", path=(HTTPS_PROXY, HTTP_ORIGIN))

# client ----> proxy ----tunnel----> origin
#        =======origin leg=========>
TUNNELLED = Topology(name="tunnelled", path=(HTTP_PROXY, HTTPS_ORIGIN))

# client ====proxy leg====> proxy ----tunnel----> origin
#        ==============origin leg===============>
TUNNELLED_OVER_TLS = Topology(name="tunnelled over TLS", path=(HTTPS_PROXY, HTTPS_ORIGIN))

# client ----> intercepting proxy ====> origin
#        ===origin leg===>
INTERCEPTED = Topology(name="intercepted", path=(INTERCEPTING_PROXY, HTTPS_ORIGIN))

# client ====proxy leg====> proxy ----tunnel----> intercepting proxy ====> origin
#        ======================origin leg=======>
# proxy.py cannot serve TLS itself and intercept in one process: a front passes CONNECT on to the interceptor.
INTERCEPTED_OVER_TLS = Topology(name="intercepted over TLS", path=(HTTPS_PROXY, INTERCEPTING_PROXY, HTTPS_ORIGIN))

# client ----> SOCKS proxy ----> origin (socks5: the client looks the origin's name up)
#        ====origin leg====>
OVER_SOCKS = Topology(name="over SOCKS", path=(SOCKS5_PROXY, HTTPS_ORIGIN))

# client ----> SOCKS proxy ----> origin (socks5h: the proxy looks the origin's name up)
#        ====origin leg====>
OVER_SOCKS_BY_NAME = Topology(name="over SOCKS by name", path=(SOCKS5H_PROXY, HTTPS_ORIGIN))

# client ----> SOCKS proxy ----> origin (http: no leg to verify)
PLAIN_OVER_SOCKS = Topology(name="plain over SOCKS", path=(SOCKS5H_PROXY, HTTP_ORIGIN))
