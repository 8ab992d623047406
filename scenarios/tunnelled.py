"""Tunnelled: a plain proxy passes the client's TLS session through.

client ----> proxy ----tunnel----> origin
=======origin leg=========>
"""

from harness.model import (
    CORPORATE,
    PUBLIC,
    Accepts,
    Cache,
    Certificate,
    Host,
    Leg,
    Reason,
    Rejects,
    Scenario,
    Trust,
    Whose,
)
from scenarios.defects.contexts import (
    CERTIFI_LOST_WITH_THE_CONTEXT,
    DECIDED_BY_LUCK,
    DECIDED_BY_THE_BUNDLE_ALONE,
    TRUSTSTORE_CONTEXT_LOST,
)
from scenarios.defects.variants import (
    INJECTED_CONTEXT_MISSES_CERTIFI,
    ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS,
    PRELOADED_CONTEXT_WINS,
)
from scenarios.topologies import TUNNELLED

system_store_vouches_for_the_origin = Scenario(
    claim="The system store alone verifies the origin through a tunnel.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC}),
    expect=Accepts(),
    because="The PoolManager's truststore context is given to the ProxyManager too.",
    exposes=(TRUSTSTORE_CONTEXT_LOST, PRELOADED_CONTEXT_WINS),
)

nobody_vouches_for_the_origin = system_store_vouches_for_the_origin.control(
    without=PUBLIC,
    claim="An origin that no store vouches for is refused through a tunnel.",
)

shipped_store_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="pip's own bundle alone verifies the origin through a tunnel.",
    trust=Trust(shipped={PUBLIC}),
    because="pip loads its certifi into the truststore context too; before 24.2 it is all that pip reads.",
    exposes=(CERTIFI_LOST_WITH_THE_CONTEXT, INJECTED_CONTEXT_MISSES_CERTIFI),
)

ssl_cert_file_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="SSL_CERT_FILE, the workaround for a lost context, verifies the origin through a tunnel.",
    trust=Trust(ssl_cert_file={PUBLIC}),
    because="Without a context urllib3 falls back to OpenSSL's defaults, where this variable counts.",
    exposes=(ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

ssl_cert_dir_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="A hashed SSL_CERT_DIR verifies the origin through a tunnel.",
    trust=Trust(ssl_cert_dir={PUBLIC}),
    because="Without a context urllib3 falls back to OpenSSL's defaults, where this variable counts.",
    exposes=(ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

cert_flag_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="--cert, the other workaround for a lost context, verifies the origin through a tunnel.",
    trust=Trust(cert_flag={PUBLIC}),
    because="requests puts a bundle on the connection itself, whatever its context is.",
    exposes=(),
)

cert_flag_is_added_to_the_sessions_context = cert_flag_vouches_for_the_origin.but(
    claim="With --cert too it is the session's context that verifies the origin through a tunnel.",
    expect=Accepts(context=Whose.SESSIONS),
    because="The ProxyManager is given the context, and the bundle is loaded into that.",
    exposes=(DECIDED_BY_THE_BUNDLE_ALONE,),
)

distro_store_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="On a distribution's Python the system store verifies the origin through a tunnel.",
    trust=Trust(system={PUBLIC}),
    host=Host.DISTRO,
    because="Even a lost context ends at OpenSSL's compiled-in default, which is the system store.",
    exposes=(ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

distro_store_is_read_by_the_sessions_context = distro_store_vouches_for_the_origin.but(
    claim="On a distribution's Python too it is the session's context that verifies the origin through a tunnel.",
    expect=Accepts(context=Whose.SESSIONS),
    because="The ProxyManager is given the context, whatever another one would find.",
    exposes=(DECIDED_BY_LUCK, ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

distro_store_does_not_vouch_for_the_origin = distro_store_vouches_for_the_origin.control(
    without=PUBLIC, instead=CORPORATE
)

stranger_answers_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="An origin with a stranger's certificate is refused through a tunnel.",
    origin_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.ORIGIN),
    because="The store vouches for the public authority, not for the stranger.",
    exposes=(),
)

origin_shows_another_name = cert_flag_vouches_for_the_origin.but(
    claim="A certificate for another host name is refused through a tunnel.",
    origin_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="The tunnel's end is the host in the URL, not the proxy.",
)

origin_shows_an_expired_certificate = cert_flag_vouches_for_the_origin.but(
    claim="An expired certificate is refused through a tunnel.",
    origin_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.ORIGIN, Reason.EXPIRED),
    because="A trusted authority vouches until the certificate expires.",
)

system_store_vouches_with_the_cache_on = system_store_vouches_for_the_origin.but(
    claim="The system store verifies the origin through a tunnel with pip's cache on too.",
    cache=Cache.ON,
    because="CacheControlAdapter takes its proxy_manager_for from the same mixin as HTTPAdapter.",
)

nobody_vouches_with_the_cache_on = system_store_vouches_with_the_cache_on.control(without=PUBLIC)
