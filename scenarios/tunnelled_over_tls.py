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
    because="A client trusts the same stores on the leg to a proxy as on the leg to the origin.",
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
    claim="The client's own bundle alone verifies the proxy and the origin.",
    trust=Trust(shipped={CORPORATE, PUBLIC}),
    because="A client trusts the bundle that it ships, behind a proxy or not.",
    exposes=(PROXY_LEG_MISSES_CERTIFI,),
)

shipped_store_does_not_vouch_for_the_proxy = shipped_store_vouches_for_both_legs.control(without=CORPORATE)

ssl_cert_file_vouches_for_both_legs = system_store_vouches_for_both_legs.but(
    claim="SSL_CERT_FILE alone verifies the proxy and the origin.",
    trust=Trust(ssl_cert_file={CORPORATE, PUBLIC}),
    because="The variable names a file of authorities for every client that reads OpenSSL's defaults.",
    exposes=(PROXY_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

ssl_cert_dir_vouches_for_both_legs = ssl_cert_file_vouches_for_both_legs.but(
    claim="A hashed SSL_CERT_DIR alone verifies the proxy and the origin.",
    trust=Trust(ssl_cert_dir={CORPORATE, PUBLIC}),
)

ssl_cert_file_does_not_vouch_for_the_proxy = ssl_cert_file_vouches_for_both_legs.control(without=CORPORATE)

ssl_cert_dir_does_not_vouch_for_the_proxy = ssl_cert_dir_vouches_for_both_legs.control(without=CORPORATE)

cert_flag_vouches_for_both_legs = system_store_vouches_for_both_legs.but(
    claim="--cert alone verifies the proxy and the origin.",
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    because="The bundle that the option names counts on every leg.",
    exposes=(BUNDLE_LOST_ON_THE_PROXY_LEG, PLAIN_HTTP_TO_AN_HTTPS_PROXY),
)

cert_flag_is_added_to_the_sessions_context = cert_flag_vouches_for_both_legs.but(
    claim="With --cert too, it is the session's context that verifies the proxy and the origin.",
    expect=Accepts(context=Whose.SESSIONS),
    because="The session's context decides both legs, and a bundle is loaded into it.",
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
    because="A proxy's name is the host in its own URL.",
    exposes=(PROXY_NAME_UNCHECKED, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

origin_shows_another_name = cert_flag_vouches_for_both_legs.but(
    claim="Behind a verified proxy, an origin with a certificate for another host name is refused.",
    origin_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="Whoever answers in the tunnel must be the host in the URL.",
)

proxy_shows_an_expired_certificate = cert_flag_vouches_for_both_legs.but(
    claim="A proxy with an expired certificate is refused.",
    proxy_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.PROXY, Reason.EXPIRED),
    because="A trusted authority vouches only until the certificate expires.",
)

origin_shows_an_expired_certificate = cert_flag_vouches_for_both_legs.but(
    claim="Behind a verified proxy, an origin with an expired certificate is refused.",
    origin_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.ORIGIN, Reason.EXPIRED),
    because="A trusted authority vouches only until the certificate expires.",
)

system_store_vouches_with_the_cache_on = system_store_vouches_for_both_legs.but(
    claim="The system store verifies the proxy and the origin with the client's cache on too.",
    cache=Cache.ON,
    because="Whom a client trusts does not depend on whether it keeps what it fetches.",
)

nobody_vouches_for_the_proxy_with_the_cache_on = system_store_vouches_with_the_cache_on.control(without=CORPORATE)
