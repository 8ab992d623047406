"""The seven topologies, each with its drawing. Double lines are TLS sessions of the client: its legs."""

from harness.model import Topology

# client ====origin leg====> origin
DIRECT = Topology(name="direct")

# client ----> proxy ----> origin (http: no leg to verify)
FORWARDED = Topology(name="forwarded", origin_scheme="http", proxy_scheme="http")

# client ====proxy leg====> proxy ----> origin (http: the proxy reads all)
FORWARDED_OVER_TLS = Topology(name="forwarded over TLS", origin_scheme="http", proxy_scheme="https")

# client ----> proxy ----tunnel----> origin
#        =======origin leg=========>
TUNNELLED = Topology(name="tunnelled", proxy_scheme="http")

# client ====proxy leg====> proxy ----tunnel----> origin
#        ==============origin leg===============>
TUNNELLED_OVER_TLS = Topology(name="tunnelled over TLS", proxy_scheme="https")

# client ----> intercepting proxy ====> origin
#        ===origin leg===>
INTERCEPTED = Topology(name="intercepted", proxy_scheme="http", intercepted=True)

# client ====proxy leg====> proxy ----tunnel----> intercepting proxy ====> origin
#        ======================origin leg=======>
INTERCEPTED_OVER_TLS = Topology(name="intercepted over TLS", proxy_scheme="https", intercepted=True)
