"""Intercepted over TLS: a proxy with a certificate of its own passes the tunnel to one that answers it itself.

client ====proxy leg====> proxy ----tunnel----> intercepting proxy ====> origin
======================origin leg=======>
"""

from harness.model import CORPORATE, INSPECTION, PUBLIC, Accepts, Certificate, Leg, Reason, Rejects, Scenario, Trust
from scenarios.defects.contexts import (
    PROXY_LEG_CONTEXT_LOST,
    PROXY_LEG_MISSES_CERTIFI,
    PROXY_LEG_MISSES_OPENSSL_DEFAULTS,
    PROXY_NAME_UNCHECKED,
)
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG, PRELOADED_CONTEXT_WINS
from scenarios.topologies import INTERCEPTED_OVER_TLS

system_store_vouches_for_both_legs = Scenario(
    claim="The system store alone verifies the proxy and what is re-signed behind it.",
    topology=INTERCEPTED_OVER_TLS,
    trust=Trust(system={CORPORATE, INSPECTION}),
    expect=Accepts(),
    because="One truststore context goes to both ssl_context and proxy_ssl_context.",
    exposes=(PROXY_LEG_CONTEXT_LOST, PRELOADED_CONTEXT_WINS),
)

nobody_vouches_for_the_proxy = system_store_vouches_for_both_legs.control(
    without=CORPORATE,
    claim="A proxy that no store vouches for is refused before it could intercept anything.",
)

nobody_vouches_for_the_inspection = system_store_vouches_for_both_legs.control(
    without=INSPECTION,
    instead=PUBLIC,
    exposes=(PROXY_LEG_CONTEXT_LOST,),
)

shipped_store_vouches_for_both_legs = system_store_vouches_for_both_legs.but(
    claim="pip's own bundle alone verifies the proxy and what is re-signed behind it.",
    trust=Trust(shipped={CORPORATE, INSPECTION}),
    because="pip loads its certifi into the truststore context too; before 24.2 it is all that pip reads.",
    exposes=(PROXY_LEG_MISSES_CERTIFI,),
)

shipped_store_does_not_vouch_for_the_proxy = shipped_store_vouches_for_both_legs.control(without=CORPORATE)

ssl_cert_file_vouches_for_both_legs = system_store_vouches_for_both_legs.but(
    claim="SSL_CERT_FILE, the workaround for a lost context, verifies the proxy and what is re-signed behind it.",
    trust=Trust(ssl_cert_file={CORPORATE, INSPECTION}),
    because="Without a context urllib3 falls back to OpenSSL's defaults, where this variable counts.",
    exposes=(PROXY_LEG_MISSES_OPENSSL_DEFAULTS, PRELOADED_CONTEXT_WINS),
)

ssl_cert_file_does_not_vouch_for_the_proxy = ssl_cert_file_vouches_for_both_legs.control(without=CORPORATE)

cert_flag_vouches_for_both_legs = system_store_vouches_for_both_legs.but(
    claim="--cert verifies the proxy and what is re-signed behind it.",
    trust=Trust(cert_flag={CORPORATE, INSPECTION}),
    because="requests hands a bundle to the proxy leg as well.",
    exposes=(BUNDLE_LOST_ON_THE_PROXY_LEG,),
)

cert_flag_does_not_vouch_for_the_inspection = cert_flag_vouches_for_both_legs.control(
    without=INSPECTION, exposes=(BUNDLE_LOST_ON_THE_PROXY_LEG,)
)

stranger_answers_for_the_proxy = cert_flag_vouches_for_both_legs.but(
    claim="A proxy with a stranger's certificate is refused before anything is inspected.",
    proxy_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.PROXY),
    because="The bundle vouches for the corporate authority, not for the stranger.",
    exposes=(),
)

stranger_inspects = cert_flag_vouches_for_both_legs.but(
    claim="Behind a verified proxy, an interception by a stranger is refused.",
    origin_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.ORIGIN),
    because="The bundle vouches for the company's inspection, not for the stranger's.",
)

proxy_shows_another_name = cert_flag_vouches_for_both_legs.but(
    claim="A proxy with a certificate for another host name is refused before anything is inspected.",
    proxy_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.PROXY, Reason.WRONG_NAME),
    because="The proxy is named by the host in its own URL.",
    exposes=(PROXY_NAME_UNCHECKED, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

inspection_shows_another_name = cert_flag_vouches_for_both_legs.but(
    claim="Behind a verified proxy, a re-signed certificate for another host name is refused.",
    origin_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="A trusted authority vouches for the names in the certificate only.",
)

proxy_shows_an_expired_certificate = cert_flag_vouches_for_both_legs.but(
    claim="A proxy with an expired certificate is refused before anything is inspected.",
    proxy_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.PROXY, Reason.EXPIRED),
    because="A trusted authority vouches until the certificate expires.",
)

inspection_shows_an_expired_certificate = cert_flag_vouches_for_both_legs.but(
    claim="Behind a verified proxy, an expired re-signed certificate is refused.",
    origin_certificate=Certificate.EXPIRED,
    expect=Rejects(Leg.ORIGIN, Reason.EXPIRED),
    because="A trusted authority vouches until the certificate expires.",
)
