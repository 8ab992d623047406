"""SOCKS: a proxy that passes connections on and reads nothing of them, with PySocks beside the client.

client ----> SOCKS proxy ----> origin
       ====origin leg====>
"""

from harness.model import (
    CORPORATE,
    LEGACY_CERTS,
    PUBLIC,
    QUICK,
    Accepts,
    Action,
    Beside,
    Breaks,
    Certificate,
    Channel,
    Leg,
    ProxyFault,
    ProxyLogin,
    Reason,
    Rejects,
    Scenario,
    Trust,
)
from scenarios.defects.contexts import CERTIFI_LOST_WITH_THE_CONTEXT, TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.socks import (
    PROXY_CONTEXT_GIVEN_TO_SOCKS,
    PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,
    SOCKS5_NAMES_LEFT_TO_THE_PROXY,
)
from scenarios.defects.variants import INJECTED_CONTEXT_MISSES_CERTIFI, PRELOADED_CONTEXT_WINS
from scenarios.topologies import OVER_SOCKS, OVER_SOCKS_BY_NAME

system_store_vouches_for_the_origin = Scenario(
    claim="The system store alone verifies the origin over SOCKS.",
    topology=OVER_SOCKS,
    beside=Beside.PYSOCKS,
    trust=Trust(system={PUBLIC}),
    expect=Accepts(),
    because="A client trusts the same stores behind a proxy as without one.",
    exposes=(TRUSTSTORE_CONTEXT_LOST, PROXY_CONTEXT_GIVEN_TO_SOCKS, PRELOADED_CONTEXT_WINS),
)

nobody_vouches_for_the_origin = system_store_vouches_for_the_origin.control(
    without=PUBLIC,
    instead=CORPORATE,
    claim="An origin that no store vouches for is refused over SOCKS.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS,),
)

shipped_store_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="The client's own bundle alone verifies the origin over SOCKS.",
    trust=Trust(shipped={PUBLIC}),
    because="A client trusts the bundle that it ships, behind a proxy or not.",
    exposes=(CERTIFI_LOST_WITH_THE_CONTEXT, PROXY_CONTEXT_GIVEN_TO_SOCKS, INJECTED_CONTEXT_MISSES_CERTIFI),
)

cert_flag_vouches_for_the_origin = system_store_vouches_for_the_origin.but(
    claim="--cert alone verifies the origin over SOCKS.",
    trust=Trust(cert_flag={PUBLIC}),
    because="The bundle that the option names counts behind a proxy as without one.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE, SOCKS5_NAMES_LEFT_TO_THE_PROXY),
)

cert_flag_does_not_vouch = cert_flag_vouches_for_the_origin.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

variable_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="REQUESTS_CA_BUNDLE alone verifies the origin over SOCKS.",
    trust=Trust(requests_ca_bundle={PUBLIC}),
    because="The bundle that the variable names counts behind a proxy as without one.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

legacy_certs_let_the_flag_vouch = cert_flag_vouches_for_the_origin.but(
    claim="With legacy-certs too, --cert verifies the origin over SOCKS.",
    options=(LEGACY_CERTS,),
    because="A user who names a bundle wants it to count, with or without the option.",
    exposes=(),
)

legacy_certs_do_not_vouch = legacy_certs_let_the_flag_vouch.control(without=PUBLIC, instead=CORPORATE)

origin_shows_another_name = cert_flag_vouches_for_the_origin.but(
    claim="A certificate for another host name is refused over SOCKS.",
    origin_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="The certificate must be for the host in the URL, whatever the proxy was asked for.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

system_store_vouches_by_name = system_store_vouches_for_the_origin.but(
    claim="The system store alone verifies an origin whose name the SOCKS proxy looks up.",
    topology=OVER_SOCKS_BY_NAME,
)

nobody_vouches_by_name = system_store_vouches_by_name.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS,)
)

cert_flag_vouches_by_name = cert_flag_vouches_for_the_origin.but(
    claim="--cert alone verifies an origin whose name the SOCKS proxy looks up.",
    topology=OVER_SOCKS_BY_NAME,
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

login_opens_the_proxy = cert_flag_vouches_by_name.but(
    claim="The user and password in the URL of a SOCKS proxy open it.",
    proxy_login=ProxyLogin.IN_URL,
    because="RFC 1929 has the client send both to a proxy that asks for them.",
)

login_does_not_vouch = login_opens_the_proxy.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

wrong_login_opens_nothing = login_opens_the_proxy.but(
    claim="A wrong password does not open a SOCKS proxy.",
    proxy_login=ProxyLogin.WRONG,
    expect=Breaks("socks_login_refused"),
    because="The proxy refuses it (RFC 1929), and the client has no other.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

missing_login_opens_nothing = wrong_login_opens_nothing.but(
    claim="A SOCKS proxy that asks for a user and password does not let in a client that has none.",
    proxy_login=ProxyLogin.MISSING,
    expect=Breaks("socks_no_acceptable_methods"),
    because="The client offers no way to log in that the proxy takes (RFC 1928).",
)

all_proxy_names_the_socks_proxy = cert_flag_vouches_by_name.but(
    claim="ALL_PROXY alone names the SOCKS proxy.",
    proxy_set_by=Channel.ALL_PROXY,
    because="It counts where no variable names a proxy for the scheme.",
)

all_proxy_does_not_vouch = all_proxy_names_the_socks_proxy.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

flag_names_the_socks_proxy = cert_flag_vouches_by_name.but(
    claim="--proxy alone names the SOCKS proxy.",
    proxy_set_by=Channel.FLAG,
    because="The option takes the URL of any proxy.",
)

flag_does_not_vouch = flag_names_the_socks_proxy.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

build_goes_over_socks = cert_flag_vouches_by_name.but(
    claim="A build in isolation fetches its backend over SOCKS too.",
    action=Action.BUILD,
    because="The build is given the proxy and the bundle, and finds PySocks where the client does.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

build_does_not_vouch = build_goes_over_socks.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

stalls = cert_flag_vouches_for_the_origin.but(
    claim="A client gets nothing through a SOCKS proxy that says nothing, and waits no longer than it is told to.",
    proxy_fault=ProxyFault.STALLED,
    options=(QUICK,),
    expect=Breaks("proxy_stalled"),
    because="A timeout is for everybody on the way.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

without_pysocks_nothing_is_asked = cert_flag_vouches_for_the_origin.but(
    claim="Without PySocks beside it, a client that needs it asks a SOCKS proxy for nothing.",
    beside=Beside.NOTHING,
    expect=Breaks("nothing_asked"),
    because="A client that does not speak SOCKS by itself must not go past the proxy instead.",
    by_design="pypa/pip#6668",
    exposes=(),
)
