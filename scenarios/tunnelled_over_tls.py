"""Tunnelled over TLS: the proxy has a certificate of its own, and passes the client's TLS session through.

client ====proxy leg====> proxy ----tunnel----> origin
==============origin leg===============>
"""

from harness.model import CORPORATE, PUBLIC, Accepts, Cache, Certificate, Leg, Reason, Rejects, Scenario, Trust, Whose
from scenarios.defects.contexts import (
    CUSTOM_BUNDLE_NARROWS_THE_PROXY_LEG,
    PROXY_LEG_CONTEXT_LOST,
    PROXY_LEG_DECIDED_BY_LUCK,
    PROXY_LEG_MISSES_CERTIFI,
    PROXY_LEG_MISSES_OPENSSL_DEFAULTS,
    PROXY_NAME_UNCHECKED,
)
from scenarios.defects.early import PLAIN_HTTP_TO_AN_HTTPS_PROXY
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG, PRELOADED_CONTEXT_WINS
from scenarios.topologies import TUNNELLED_OVER_TLS

system_store_vouches_for_both_legs = Scenario(
    claim="The system store alone verifies the proxy and the origin.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(system={CORPORATE, PUBLIC}),
    expect=Accepts(),
    because="One truststore context goes to both ssl_context and proxy_ssl_context.",
    exposes=(PROXY_LEG_CONTEXT_LOST, PRELOADED_CONTEXT_WINS),
)

nobody_vouches_for_the_proxy = system_store_vouches_for_both_legs.control(
    without=CORPORATE,
    claim="A proxy that no store vouches for is refused before CONNECT is sent.",
)

nobody_vouches_for_the_origin = system_store_vouches_for_both_legs.control(
    without=PUBLIC, exposes=(PROXY_LEG_CONTEXT_LOST,)
)

shipped_store_vouches_for_both_legs = system_store_vouches_for_both_legs.but(
    claim="pip's own bundle alone verifies the proxy and the origin.",
    trust=Trust(shipped={CORPORATE, PUBLIC}),
    because="pip loads its certifi into the truststore context too; before 24.2 it is all that pip reads.",
    exposes=(PROXY_LEG_MISSES_CERTIFI,),
)

shipped_store_does_not_vouch_for_the_proxy = shipped_store_vouches_for_both_legs.control(without=CORPORATE)

ssl_cert_file_vouches_for_both_legs = system_store_vouches_for_both_legs.but(
    claim="SSL_CERT_FILE, the workaround for a lost context, verifies the proxy and the origin.",
    trust=Trust(ssl_cert_file={CORPORATE, PUBLIC}),
    because="Without a context urllib3 falls back to OpenSSL's defaults, where this variable counts.",
    exposes=(PROXY_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

ssl_cert_dir_vouches_for_both_legs = ssl_cert_file_vouches_for_both_legs.but(
    claim="A hashed SSL_CERT_DIR verifies the proxy and the origin.",
    trust=Trust(ssl_cert_dir={CORPORATE, PUBLIC}),
)

ssl_cert_file_does_not_vouch_for_the_proxy = ssl_cert_file_vouches_for_both_legs.control(without=CORPORATE)

ssl_cert_dir_does_not_vouch_for_the_proxy = ssl_cert_dir_vouches_for_both_legs.control(without=CORPORATE)

cert_flag_vouches_for_both_legs = system_store_vouches_for_both_legs.but(
    claim="--cert verifies the proxy and the origin.",
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    because="requests hands a bundle to the proxy leg as well.",
    exposes=(BUNDLE_LOST_ON_THE_PROXY_LEG, PLAIN_HTTP_TO_AN_HTTPS_PROXY),
)

cert_flag_is_added_to_the_sessions_context = cert_flag_vouches_for_both_legs.but(
    claim="With --cert too it is the session's context that verifies the proxy and the origin.",
    expect=Accepts(context=Whose.SESSIONS),
    because="The context goes to both legs, and the bundle is loaded into it.",
    exposes=(PROXY_LEG_DECIDED_BY_LUCK, CUSTOM_BUNDLE_NARROWS_THE_PROXY_LEG, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

cert_flag_does_not_vouch_for_the_proxy = cert_flag_vouches_for_both_legs.control(without=CORPORATE)

stranger_answers_for_the_proxy = cert_flag_vouches_for_both_legs.but(
    claim="A proxy with a stranger's certificate is refused.",
    proxy_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.PROXY),
    because="The bundle vouches for the corporate authority, not for the stranger.",
    exposes=(),
)

stranger_answers_for_the_origin = cert_flag_vouches_for_both_legs.but(
    claim="Behind a verified proxy, an origin with a stranger's certificate is refused.",
    origin_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.ORIGIN),
    because="The bundle vouches for the public authority, not for the stranger.",
)

proxy_shows_another_name = cert_flag_vouches_for_both_legs.but(
    claim="A proxy with a certificate for another host name is refused.",
    proxy_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.PROXY, Reason.WRONG_NAME),
    because="The proxy is named by the host in its own URL.",
    exposes=(PROXY_NAME_UNCHECKED, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

origin_shows_another_name = cert_flag_vouches_for_both_legs.but(
    claim="Behind a verified proxy, an origin with a certificate for another host name is refused.",
    origin_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="The tunnel's end is the host in the URL, not the proxy.",
)

proxy_shows_an_expired_certificate = cert_flag_vouches_for_both_legs.but(
    claim="A proxy with an expired certificate is refused.",
    proxy_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.PROXY, Reason.EXPIRED),
    because="A trusted authority vouches until the certificate expires.",
)

origin_shows_an_expired_certificate = cert_flag_vouches_for_both_legs.but(
    claim="Behind a verified proxy, an origin with an expired certificate is refused.",
    origin_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.ORIGIN, Reason.EXPIRED),
    because="A trusted authority vouches until the certificate expires.",
)

system_store_vouches_with_the_cache_on = system_store_vouches_for_both_legs.but(
    claim="The system store verifies the proxy and the origin with pip's cache on too.",
    cache=Cache.ON,
    because="CacheControlAdapter takes its proxy_manager_for from the same mixin as HTTPAdapter.",
)

nobody_vouches_for_the_proxy_with_the_cache_on = system_store_vouches_with_the_cache_on.control(without=CORPORATE)
