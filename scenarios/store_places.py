"""Store places: where the system store lies. OpenSSL's defaults are empty, and truststore knows a place or does not."""

from harness.model import CORPORATE, PUBLIC, Accepts, Leg, Rejects, Scenario, StorePlace, Trust
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.stores import FEDORA_STORE_UNKNOWN
from scenarios.defects.variants import PRELOADED_CONTEXT_WINS
from scenarios.topologies import DIRECT, TUNNELLED

store_where_nobody_looks = Scenario(
    claim="A system store that lies where no distribution has it verifies nothing.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}),
    store_place=StorePlace.UNKNOWN,
    expect=Rejects(Leg.ORIGIN),
    because="truststore takes the first file of its list that is there, and here is none.",
)

alpine_store_is_found = store_where_nobody_looks.but(
    claim="The system store is found where Alpine and Arch have it.",
    store_place=StorePlace.ALPINE,
    expect=Accepts(),
    because="The place is on truststore's list.",
    exposes=(PRELOADED_CONTEXT_WINS,),
)

fedora_store_is_found = alpine_store_is_found.but(
    claim="The system store is found where Fedora has it.",
    store_place=StorePlace.FEDORA,
    exposes=(FEDORA_STORE_UNKNOWN, PRELOADED_CONTEXT_WINS),
)

fedora_store_is_named = alpine_store_is_found.but(
    claim="The system store verifies the origin where SSL_CERT_FILE names the file in which Fedora has it.",
    trust=Trust(system={PUBLIC}, ssl_cert_file={PUBLIC}),
    store_place=StorePlace.FEDORA,
    because="OpenSSL's defaults are not looked for: they are named.",
    exposes=(),
)

fedora_store_is_named_and_holds_another = fedora_store_is_named.control(
    without=PUBLIC,
    instead=CORPORATE,
    claim="Where SSL_CERT_FILE and the store that Fedora has hold another authority, the origin is refused.",
)

red_hat_store_is_found = alpine_store_is_found.but(
    claim="The system store is found where RHEL and CentOS have it.",
    store_place=StorePlace.RED_HAT,
)

debian_store_is_found = alpine_store_is_found.but(
    claim="The system store is found where Debian and Ubuntu have it.",
    store_place=StorePlace.DEBIAN,
)

suse_store_is_found = alpine_store_is_found.but(
    claim="The system store is found where SUSE has it.",
    store_place=StorePlace.SUSE,
)

fedora_store_is_found_through_a_tunnel = fedora_store_is_found.but(
    claim="The system store is found where Fedora has it through a tunnel too.",
    topology=TUNNELLED,
    because="The place is on the list of the truststore whose context the ProxyManager is given.",
    exposes=(FEDORA_STORE_UNKNOWN, TRUSTSTORE_CONTEXT_LOST, PRELOADED_CONTEXT_WINS),
)

store_where_nobody_looks_through_a_tunnel = store_where_nobody_looks.but(
    claim="A system store that lies where no distribution has it verifies nothing through a tunnel.",
    topology=TUNNELLED,
)
