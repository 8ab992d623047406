"""Store places: where the system store lies. OpenSSL's defaults are empty, and a client knows the place or does not."""

from harness.model import CORPORATE, PUBLIC, Accepts, Leg, Rejects, Scenario, StorePlace, Trust
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.stores import FEDORA_STORE_UNKNOWN
from scenarios.defects.variants import PRELOADED_CONTEXT_WINS
from scenarios.topologies import DIRECT, TUNNELLED

store_where_nobody_looks = Scenario(
    claim="A system store that lies where no distribution puts it verifies nothing.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}),
    store_place=StorePlace.UNKNOWN,
    expect=Rejects(Leg.ORIGIN),
    because="A client looks only where a distribution puts its store.",
)

alpine_store_is_found = store_where_nobody_looks.but(
    claim="The system store is found where Alpine and Arch put it.",
    store_place=StorePlace.ALPINE,
    expect=Accepts(),
    because="A client looks wherever a distribution puts its store.",
    exposes=(PRELOADED_CONTEXT_WINS,),
)

fedora_store_is_found = alpine_store_is_found.but(
    claim="The system store is found where Fedora puts it.",
    store_place=StorePlace.FEDORA,
    exposes=(FEDORA_STORE_UNKNOWN, PRELOADED_CONTEXT_WINS),
)

fedora_store_is_named = alpine_store_is_found.but(
    claim="The system store verifies the origin if SSL_CERT_FILE names Fedora's file.",
    trust=Trust(system={PUBLIC}, ssl_cert_file={PUBLIC}),
    store_place=StorePlace.FEDORA,
    because="A store that is named need not be looked for.",
    exposes=(),
)

fedora_store_is_named_and_holds_another = fedora_store_is_named.control(
    without=PUBLIC,
    instead=CORPORATE,
    claim="With another authority in Fedora's file, which SSL_CERT_FILE names, the origin is refused.",
)

red_hat_store_is_found = alpine_store_is_found.but(
    claim="The system store is found where RHEL and CentOS put it.",
    store_place=StorePlace.RED_HAT,
)

debian_store_is_found = alpine_store_is_found.but(
    claim="The system store is found where Debian and Ubuntu put it.",
    store_place=StorePlace.DEBIAN,
)

suse_store_is_found = alpine_store_is_found.but(
    claim="The system store is found where SUSE puts it.",
    store_place=StorePlace.SUSE,
)

fedora_store_is_found_through_a_tunnel = fedora_store_is_found.but(
    claim="Through a tunnel too, the system store is found where Fedora puts it.",
    topology=TUNNELLED,
    because="A client looks wherever a distribution puts its store, behind a proxy too.",
    exposes=(FEDORA_STORE_UNKNOWN, TRUSTSTORE_CONTEXT_LOST, PRELOADED_CONTEXT_WINS),
)

store_where_nobody_looks_through_a_tunnel = store_where_nobody_looks.but(
    claim="Through a tunnel, a system store that lies where no distribution puts it verifies nothing.",
    topology=TUNNELLED,
)
