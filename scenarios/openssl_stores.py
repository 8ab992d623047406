"""OpenSSL stores: SSL_CERT_FILE and SSL_CERT_DIR beside a full system store, and stores that are empty or broken."""

from harness.model import CORPORATE, PUBLIC, STRANGER, Accepts, Host, Leg, Rejects, Scenario, StoreState, Trust
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.stores import (
    EMPTY_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE,
    UNREADABLE_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE,
)
from scenarios.defects.variants import PRELOADED_CONTEXT_WINS
from scenarios.topologies import DIRECT, TUNNELLED

ssl_cert_file_replaces_the_system_store = Scenario(
    claim="SSL_CERT_FILE stands in the place of the system store.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}, ssl_cert_file={STRANGER}),
    expect=Rejects(Leg.ORIGIN),
    because="The variable names OpenSSL's default file instead of the one that is compiled in.",
)

ssl_cert_file_counts_beside_a_system_store = ssl_cert_file_replaces_the_system_store.but(
    claim="SSL_CERT_FILE verifies the origin where the system store does not.",
    trust=Trust(system={STRANGER}, ssl_cert_file={PUBLIC}),
    expect=Accepts(),
)

ssl_cert_file_replaces_the_system_store_on_a_distro = ssl_cert_file_replaces_the_system_store.but(
    claim="On a distribution's Python too, SSL_CERT_FILE stands in the place of the system store.",
    host=Host.DISTRO,
)

ssl_cert_file_counts_beside_a_system_store_on_a_distro = ssl_cert_file_counts_beside_a_system_store.but(
    claim="On a distribution's Python, SSL_CERT_FILE verifies the origin where the system store does not.",
    host=Host.DISTRO,
)

ssl_cert_file_replaces_the_system_store_through_a_tunnel = ssl_cert_file_replaces_the_system_store.but(
    claim="Through a tunnel too, SSL_CERT_FILE stands in the place of the system store.",
    topology=TUNNELLED,
)

ssl_cert_dir_replaces_the_system_store = ssl_cert_file_replaces_the_system_store.but(
    claim="A hashed SSL_CERT_DIR stands in the place of a system store that OpenSSL does not know.",
    trust=Trust(system={PUBLIC}, ssl_cert_dir={STRANGER}),
    because="A system store is looked for only where OpenSSL's defaults have no certificates.",
)

ssl_cert_dir_counts_beside_a_system_store = ssl_cert_dir_replaces_the_system_store.but(
    claim="A hashed SSL_CERT_DIR verifies the origin where the system store does not.",
    trust=Trust(system={STRANGER}, ssl_cert_dir={PUBLIC}),
    expect=Accepts(),
)

ssl_cert_dir_adds_to_the_system_store_on_a_distro = ssl_cert_dir_replaces_the_system_store.but(
    claim="On a distribution's Python, SSL_CERT_DIR leaves a system store that is a file as it is.",
    host=Host.DISTRO,
    expect=Accepts(),
    because="The variable names OpenSSL's default folder; its default file, which is the system store, counts too.",
)

ssl_cert_dir_and_a_distro_store_of_others = ssl_cert_dir_adds_to_the_system_store_on_a_distro.control(
    without=PUBLIC, instead=CORPORATE
)

missing_ssl_cert_file_is_harmless = ssl_cert_file_replaces_the_system_store.but(
    claim="The system store verifies the origin if SSL_CERT_FILE names a file that is not there.",
    openssl_state=StoreState.MISSING,
    expect=Accepts(),
    because="A store that is not there stands in no other's place.",
)

missing_ssl_cert_file_is_harmless_on_a_distro = missing_ssl_cert_file_is_harmless.but(
    claim="On a distribution's Python, the system store verifies the origin if SSL_CERT_FILE is not there.",
    host=Host.DISTRO,
)

missing_ssl_cert_file_is_harmless_through_a_tunnel = missing_ssl_cert_file_is_harmless_on_a_distro.but(
    claim="On a distribution's Python, a missing SSL_CERT_FILE does no harm through a tunnel either.",
    topology=TUNNELLED,
    exposes=(TRUSTSTORE_CONTEXT_LOST, PRELOADED_CONTEXT_WINS),
)

missing_ssl_cert_file_through_a_tunnel = missing_ssl_cert_file_is_harmless_through_a_tunnel.control(without=PUBLIC)

ssl_cert_file_names_a_home = missing_ssl_cert_file_is_harmless.but(
    claim="The system store verifies the origin if SSL_CERT_FILE begins with ~, which no shell has expanded.",
    openssl_state=StoreState.BY_HOME,
    because="Nothing lies at the path as it is written, and what is not there stands in no other's place.",
)

ssl_cert_file_names_a_folder = missing_ssl_cert_file_is_harmless.but(
    claim="The system store verifies the origin if SSL_CERT_FILE names a folder.",
    openssl_state=StoreState.HASHED_FOLDER,
    because="The variable for folders is another.",
)

empty_ssl_cert_file_replaces_the_system_store = ssl_cert_file_replaces_the_system_store.but(
    claim="An empty SSL_CERT_FILE stands in the place of the system store.",
    openssl_state=StoreState.EMPTY,
    because="What decides is whether the file is there, not what is in it.",
)

unhashed_ssl_cert_dir_is_harmless = missing_ssl_cert_file_is_harmless.but(
    claim="The system store verifies the origin if SSL_CERT_DIR names a folder that is not hashed.",
    trust=Trust(system={PUBLIC}, ssl_cert_dir={STRANGER}),
    openssl_state=StoreState.UNHASHED_FOLDER,
    because="A folder in which OpenSSL finds nothing stands in no other's place.",
)

unhashed_ssl_cert_dir_verifies_nothing = unhashed_ssl_cert_dir_is_harmless.but(
    claim="A folder of certificates that SSL_CERT_DIR names verifies nothing if it is not hashed.",
    trust=Trust(ssl_cert_dir={PUBLIC}),
    expect=Rejects(Leg.ORIGIN),
    because="Certificates in a folder are looked for by names that are hashes.",
)

system_store_is_missing = Scenario(
    claim="Without a system store, the client's own bundle verifies the origin.",
    topology=DIRECT,
    trust=Trust(system={STRANGER}, shipped={PUBLIC}),
    system_state=StoreState.MISSING,
    expect=Accepts(),
    because="What a client ships counts whether the machine has a store or not.",
)

system_store_is_missing_and_nobody_ships = system_store_is_missing.control(without=PUBLIC, instead=CORPORATE)

system_store_is_empty = system_store_is_missing.but(
    claim="With an empty system store, the client's own bundle verifies the origin.",
    system_state=StoreState.EMPTY,
    because="What a client ships counts whether the machine's store holds anything or not.",
    exposes=(EMPTY_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE,),
)

system_store_is_empty_and_nobody_ships = system_store_is_empty.control(
    without=PUBLIC, instead=CORPORATE, exposes=(EMPTY_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE,)
)

system_store_is_der = system_store_is_empty.but(
    claim="With a system store that is DER, the client's own bundle verifies the origin.",
    system_state=StoreState.DER,
    because="What a client ships counts whether OpenSSL can read the machine's store or not.",
)

system_store_is_der_and_nobody_ships = system_store_is_der.control(
    without=PUBLIC, instead=CORPORATE, exposes=(EMPTY_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE,)
)

system_store_is_empty_beside_a_bundle = system_store_is_empty.but(
    claim="With an empty system store, --cert verifies the origin.",
    trust=Trust(system={STRANGER}, cert_flag={PUBLIC}),
    because="A bundle that is named counts whether the machine's store holds anything or not.",
)

system_store_is_empty_beside_a_strangers_bundle = system_store_is_empty_beside_a_bundle.control(
    without=PUBLIC, instead=CORPORATE, exposes=(EMPTY_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE,)
)

ssl_cert_file_stands_in_for_an_empty_store = system_store_is_empty.but(
    claim="With an empty system store, SSL_CERT_FILE verifies the origin.",
    trust=Trust(system={STRANGER}, ssl_cert_file={PUBLIC}),
    because="A store in the place of another is read instead of it.",
    exposes=(),
)

strangers_file_stands_in_for_an_empty_store = ssl_cert_file_stands_in_for_an_empty_store.control(
    without=PUBLIC, instead=CORPORATE
)

system_store_is_empty_on_a_distro = system_store_is_empty.but(
    claim="On a distribution's Python with an empty system store, the client's own bundle verifies the origin.",
    host=Host.DISTRO,
    exposes=(),
)

system_store_is_empty_on_a_distro_and_nobody_ships = system_store_is_empty_on_a_distro.control(
    without=PUBLIC, instead=CORPORATE
)

system_store_is_unreadable = system_store_is_empty.but(
    claim="With a system store that it may not read, the client's own bundle verifies the origin.",
    system_state=StoreState.UNREADABLE,
    because="What a client ships counts whether it may read the machine's store or not.",
    exposes=(UNREADABLE_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE,),
)

system_store_is_unreadable_and_nobody_ships = system_store_is_unreadable.control(
    without=PUBLIC, instead=CORPORATE, exposes=(UNREADABLE_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE,)
)

ssl_cert_file_stands_in_for_an_unreadable_store = ssl_cert_file_stands_in_for_an_empty_store.but(
    claim="With a system store that it may not read, SSL_CERT_FILE verifies the origin.",
    system_state=StoreState.UNREADABLE,
)

strangers_file_stands_in_for_an_unreadable_store = ssl_cert_file_stands_in_for_an_unreadable_store.control(
    without=PUBLIC, instead=CORPORATE
)
