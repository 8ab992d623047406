"""Intercepted: the proxy answers the tunnel itself, with a certificate that it re-signs.

client ----> intercepting proxy ====> origin
===origin leg===>
"""

from harness.model import INSPECTION, PUBLIC, Accepts, Cache, Certificate, Host, Leg, Reason, Rejects, Scenario, Trust
from scenarios.defects.contexts import CERTIFI_LOST_WITH_THE_CONTEXT, TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.variants import (
    INJECTED_CONTEXT_MISSES_CERTIFI,
    ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS,
    PRELOADED_CONTEXT_WINS,
)
from scenarios.topologies import INTERCEPTED

system_store_vouches_for_the_inspection = Scenario(
    claim="The system store alone verifies what an intercepting proxy re-signs.",
    topology=INTERCEPTED,
    trust=Trust(system={INSPECTION}),
    expect=Accepts(),
    because="The PoolManager's truststore context is given to the ProxyManager too.",
    exposes=(TRUSTSTORE_CONTEXT_LOST, PRELOADED_CONTEXT_WINS),
)

nobody_vouches_for_the_inspection = system_store_vouches_for_the_inspection.control(
    without=INSPECTION,
    instead=PUBLIC,
    claim="An inspection that no store vouches for is refused, although the origin itself would be trusted.",
    because="The client sees the inspection's certificate, not the origin's.",
)

shipped_store_vouches_for_the_inspection = system_store_vouches_for_the_inspection.but(
    claim="pip's own bundle alone verifies what an intercepting proxy re-signs.",
    trust=Trust(shipped={INSPECTION}),
    because="pip loads its certifi into the truststore context too; before 24.2 it is all that pip reads.",
    exposes=(CERTIFI_LOST_WITH_THE_CONTEXT, INJECTED_CONTEXT_MISSES_CERTIFI),
)

shipped_store_does_not_vouch_for_the_inspection = shipped_store_vouches_for_the_inspection.control(
    without=INSPECTION,
    instead=PUBLIC,
    claim="With the origin's own authority in pip's bundle, the inspection is refused.",
    because="The client sees the inspection's certificate, not the origin's.",
)

ssl_cert_file_vouches_for_the_inspection = system_store_vouches_for_the_inspection.but(
    claim="SSL_CERT_FILE, the workaround for a lost context, verifies what an intercepting proxy re-signs.",
    trust=Trust(ssl_cert_file={INSPECTION}),
    because="Without a context urllib3 falls back to OpenSSL's defaults, where this variable counts.",
    exposes=(ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

ssl_cert_file_does_not_vouch_for_the_inspection = ssl_cert_file_vouches_for_the_inspection.control(
    without=INSPECTION,
    instead=PUBLIC,
    claim="With the origin's own authority in SSL_CERT_FILE, the inspection is refused.",
    because="The client sees the inspection's certificate, not the origin's.",
)

ssl_cert_dir_vouches_for_the_inspection = system_store_vouches_for_the_inspection.but(
    claim="A hashed SSL_CERT_DIR verifies what an intercepting proxy re-signs.",
    trust=Trust(ssl_cert_dir={INSPECTION}),
    because="Without a context urllib3 falls back to OpenSSL's defaults, where this variable counts.",
    exposes=(ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

ssl_cert_dir_does_not_vouch_for_the_inspection = ssl_cert_dir_vouches_for_the_inspection.control(
    without=INSPECTION,
    instead=PUBLIC,
    claim="With the origin's own authority in SSL_CERT_DIR, the inspection is refused.",
    because="The client sees the inspection's certificate, not the origin's.",
)

cert_flag_vouches_for_the_inspection = system_store_vouches_for_the_inspection.but(
    claim="--cert verifies what an intercepting proxy re-signs.",
    trust=Trust(cert_flag={INSPECTION}),
    because="requests puts a bundle on the connection itself, whatever its context is.",
    exposes=(),
)

cert_flag_does_not_vouch_for_the_inspection = cert_flag_vouches_for_the_inspection.control(
    without=INSPECTION,
    instead=PUBLIC,
    claim="With the origin's own authority in --cert, the inspection is refused.",
    because="The client sees the inspection's certificate, not the origin's.",
)

distro_store_vouches_for_the_inspection = system_store_vouches_for_the_inspection.but(
    claim="On a distribution's Python the system store verifies what an intercepting proxy re-signs.",
    trust=Trust(system={INSPECTION}),
    host=Host.DISTRO,
    because="Even a lost context ends at OpenSSL's compiled-in default, which is the system store.",
    exposes=(ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

distro_store_does_not_vouch_for_the_inspection = distro_store_vouches_for_the_inspection.control(
    without=INSPECTION,
    instead=PUBLIC,
    claim="On a distribution's Python a system store without the inspection's authority verifies nothing.",
    because="The client sees the inspection's certificate, not the origin's.",
)

stranger_inspects = cert_flag_vouches_for_the_inspection.but(
    claim="An interception by a stranger is refused.",
    origin_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.ORIGIN),
    because="The bundle vouches for the company's inspection, not for the stranger's.",
)

inspection_shows_another_name = cert_flag_vouches_for_the_inspection.but(
    claim="A re-signed certificate for another host name is refused.",
    origin_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="A trusted authority vouches for the names in the certificate only.",
)

inspection_shows_an_expired_certificate = cert_flag_vouches_for_the_inspection.but(
    claim="An expired re-signed certificate is refused.",
    origin_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.ORIGIN, Reason.EXPIRED),
    because="A trusted authority vouches until the certificate expires.",
)

system_store_vouches_with_the_cache_on = system_store_vouches_for_the_inspection.but(
    claim="The system store verifies what an intercepting proxy re-signs with pip's cache on too.",
    cache=Cache.ON,
    because="CacheControlAdapter takes its proxy_manager_for from the same mixin as HTTPAdapter.",
)

nobody_vouches_with_the_cache_on = system_store_vouches_with_the_cache_on.control(without=INSPECTION, instead=PUBLIC)
