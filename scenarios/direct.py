"""Direct: no proxy; the client verifies the origin itself.

client ====origin leg====> origin
"""

from harness.model import CORPORATE, PUBLIC, Accepts, Cache, Certificate, Host, Leg, Reason, Rejects, Scenario, Trust
from scenarios.defects.early import OPENSSL_DEFAULTS_DROPPED
from scenarios.defects.variants import INJECTED_CONTEXT_MISSES_CERTIFI, PRELOADED_CONTEXT_WINS
from scenarios.topologies import DIRECT

system_store_vouches_for_the_origin = Scenario(
    claim="The system store alone verifies the origin.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}),
    expect=Accepts(),
    because="pip makes a truststore context and gives it to the PoolManager.",
    exposes=(PRELOADED_CONTEXT_WINS,),
)

nobody_vouches_for_the_origin = system_store_vouches_for_the_origin.control(
    without=PUBLIC,
    claim="An origin that no store vouches for is refused.",
)

system_store_vouches_for_another_authority = system_store_vouches_for_the_origin.control(
    without=PUBLIC,
    instead=CORPORATE,
    claim="A system store that holds other authorities does not verify the origin.",
)

shipped_store_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="pip's own bundle alone verifies the origin.",
    trust=Trust(shipped={PUBLIC}),
    because="pip loads its certifi into the truststore context too; before 24.2 it is all that pip reads.",
    exposes=(INJECTED_CONTEXT_MISSES_CERTIFI,),
)

ssl_cert_file_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="SSL_CERT_FILE alone verifies the origin.",
    trust=Trust(ssl_cert_file={PUBLIC}),
    because="truststore takes OpenSSL's defaults where they hold anything.",
    exposes=(PRELOADED_CONTEXT_WINS, OPENSSL_DEFAULTS_DROPPED),
)

ssl_cert_dir_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="A hashed SSL_CERT_DIR alone verifies the origin.",
    trust=Trust(ssl_cert_dir={PUBLIC}),
    because="truststore takes OpenSSL's defaults where they hold anything.",
    exposes=(PRELOADED_CONTEXT_WINS,),
)

distro_store_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="On a distribution's Python the system store verifies the origin too.",
    host=Host.DISTRO,
    because="OpenSSL's compiled-in default is the system store.",
)

distro_store_does_not_vouch_for_the_origin = distro_store_vouches_for_the_origin.control(
    without=PUBLIC, instead=CORPORATE
)

stranger_answers_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="An origin with a stranger's certificate is refused.",
    origin_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.ORIGIN),
    because="The store vouches for the public authority, not for the stranger.",
    exposes=(),
)

origin_shows_another_name = system_store_vouches_for_the_origin.but(
    claim="A certificate for another host name is refused.",
    origin_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="A trusted authority vouches for the names in the certificate only.",
)

origin_shows_an_expired_certificate = system_store_vouches_for_the_origin.but(
    claim="An expired certificate is refused.",
    origin_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.ORIGIN, Reason.EXPIRED),
    because="A trusted authority vouches until the certificate expires.",
)

system_store_vouches_with_the_cache_on = system_store_vouches_for_the_origin.but(
    claim="The system store verifies the origin with pip's cache on too.",
    cache=Cache.ON,
    because="CacheControlAdapter is given the same context as HTTPAdapter.",
)

nobody_vouches_with_the_cache_on = system_store_vouches_with_the_cache_on.control(without=PUBLIC)
