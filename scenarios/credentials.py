"""Credentials on the wire: whom the passwords of the index and of the proxy reach, also after a redirect.

Every cell that has credentials is held to one rule, whatever it is about: see :mod:`harness.evidence.credentials`.
"""

from harness.model import (
    CORPORATE,
    INSPECTION,
    KEYRING,
    PUBLIC,
    Accepts,
    Certificate,
    Credential,
    Index,
    Leaks,
    Leg,
    Login,
    ProxyLogin,
    Rejects,
    Scenario,
    Trust,
)
from scenarios.defects.contexts import IP_ADDRESS_ENDS_IN_A_TRACEBACK
from scenarios.defects.credentials import (
    INDEX_PASSWORD_PRINTED,
    INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,
    PROXY_PASSWORD_SENT_TO_AN_UNVERIFIED_PROXY,
    PROXY_PASSWORD_SENT_TO_THE_ORIGIN,
)
from scenarios.defects.early import PASSWORD_SENT_IN_CLEAR_AFTER_A_REDIRECT
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG
from scenarios.topologies import DIRECT, FORWARDED, FORWARDED_OVER_TLS, INTERCEPTED, TUNNELLED, TUNNELLED_OVER_TLS

proxy_is_told_its_password_alone = Scenario(
    claim="A proxy that asks for a password is given it, and the origin behind its tunnel is not.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_login=ProxyLogin.IN_URL,
    expect=Accepts(),
    because="It is sent with CONNECT, which ends at the proxy.",
)

proxy_password_vouches_for_nobody = proxy_is_told_its_password_alone.control(
    without=PUBLIC, claim="With every store empty, an index behind a proxy that asks for a password is refused."
)

proxy_password_does_not_follow_a_redirect = proxy_is_told_its_password_alone.but(
    claim="An index that redirects does not get the password of the proxy.",
    index=Index.REDIRECTED,
    because="A redirected request goes through the tunnel, in which the proxy has no part.",
    exposes=(PROXY_PASSWORD_SENT_TO_THE_ORIGIN,),
)

redirects_behind_a_proxy_with_a_password_need_an_authority = proxy_password_does_not_follow_a_redirect.control(
    without=PUBLIC,
    claim="With every store empty, an index that redirects is refused behind a proxy that asks for a password.",
)

index_password_stays_in_the_tunnel = proxy_is_told_its_password_alone.but(
    claim="The index password is for the origin: the proxy of a tunnel does not see it.",
    proxy_login=ProxyLogin.NOT_ASKED,
    login=Login.IN_URL,
    because="It is sent inside the TLS session with the origin.",
    exposes=(INDEX_PASSWORD_PRINTED,),
)

index_password_needs_an_authority = index_password_stays_in_the_tunnel.control(
    without=PUBLIC,
    claim="With every store empty, no index password is sent through a tunnel.",
    because="The origin is refused before the first request.",
    exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,),
)

index_password_is_read_where_inspection_is_trusted = index_password_stays_in_the_tunnel.but(
    claim="An intercepting proxy that is vouched for reads the index password, as it reads everything.",
    topology=INTERCEPTED,
    trust=Trust(cert_flag={INSPECTION}),
    because="It answers in the origin's place, and is trusted to do so.",
    exposes=(INDEX_PASSWORD_PRINTED,),
)

index_password_is_not_read_where_inspection_is_not_trusted = index_password_is_read_where_inspection_is_trusted.control(
    without=INSPECTION,
    claim="An intercepting proxy that nobody vouches for never sees the index password.",
    because="It is refused before the first request.",
    exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,),
)

password_of_a_plain_index_is_read_by_the_proxy = index_password_stays_in_the_tunnel.but(
    claim="The password of an http:// index is read by the proxy that passes the request on.",
    topology=FORWARDED,
    expect=Leaks("connect-proxy", Credential.AUTHORIZATION),
    because="With http:// everything is sent in the clear, and no client can keep it from the proxy.",
    exposes=(),
)

index_password_does_not_follow_to_another_host = index_password_stays_in_the_tunnel.but(
    claim="Neither the index password nor the index's cookie follows a redirect to another host.",
    topology=DIRECT,
    index=Index.REDIRECTED_TO_ANOTHER_HOST,
    because="A password and a cookie are meant for one host alone.",
    exposes=(INDEX_PASSWORD_PRINTED, IP_ADDRESS_ENDS_IN_A_TRACEBACK),
)

a_redirect_to_another_host_needs_an_authority = index_password_does_not_follow_to_another_host.control(
    without=PUBLIC,
    claim="With every store empty, an index that redirects to another host is sent no password.",
    because="The origin is refused before it can redirect.",
    exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,),
)

index_password_does_not_follow_to_plain_http = index_password_does_not_follow_to_another_host.but(
    claim="Neither the index password nor a cookie for TLS alone follows a redirect from https:// to http://.",
    index=Index.REDIRECTED_TO_PLAIN_HTTP,
    because="What is secret on a verified leg must not be sent in the clear.",
    exposes=(PASSWORD_SENT_IN_CLEAR_AFTER_A_REDIRECT,),
)

a_redirect_to_plain_http_needs_an_authority = index_password_does_not_follow_to_plain_http.control(
    without=PUBLIC,
    claim="With every store empty, an index that redirects to http:// is sent no password.",
    because="The origin is refused before it can redirect.",
    exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,),
)

keyring_opens_the_index = index_password_does_not_follow_to_another_host.but(
    claim="An index that asks for a password gets the one in a keyring.",
    index=Index.BASIC_AUTH,
    login=Login.IN_KEYRING,
    options=(KEYRING,),
    because="That is what --keyring-provider is for.",
    exposes=(),
)

keyring_is_not_for_an_unverified_origin = keyring_opens_the_index.control(
    without=PUBLIC,
    claim="With every store empty, an index is refused before it is sent what a keyring holds.",
    because="The origin is refused before the first request.",
)

keyring_opens_the_index_through_a_tunnel = keyring_opens_the_index.but(
    claim="An index behind a proxy gets the password in a keyring through that proxy too.",
    topology=TUNNELLED,
    because="A request that is made again takes the way that the first one took.",
)

keyring_is_not_for_an_unverified_origin_in_a_tunnel = keyring_opens_the_index_through_a_tunnel.control(
    without=PUBLIC,
    claim="With every store empty, an index behind a proxy is refused before it is sent what a keyring holds.",
    because="The origin is refused before the first request.",
)

netrc_opens_the_index = index_password_does_not_follow_to_another_host.but(
    claim="An index that asks for a password gets the one in netrc.",
    index=Index.BASIC_AUTH,
    login=Login.IN_NETRC,
    because="netrc holds it for the host of the index.",
    exposes=(),
)

netrc_is_not_for_an_unverified_origin = netrc_opens_the_index.control(
    without=PUBLIC,
    claim="With every store empty, an index is refused before it is sent what netrc holds.",
    because="The origin is refused before the first request.",
)

netrc_does_not_follow_to_another_host = index_password_does_not_follow_to_another_host.but(
    claim="What netrc holds for the index's host does not follow a redirect to another host.",
    login=Login.IN_NETRC,
    because="What netrc holds is meant for one host alone.",
    exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK,),
)

netrc_stays_at_home_where_the_origin_is_refused = netrc_does_not_follow_to_another_host.control(
    without=PUBLIC,
    claim="With every store empty, an index that redirects to another host is not sent what netrc holds.",
    because="The origin is refused before it can redirect.",
)

verified_proxy_of_a_plain_index_is_told_its_password = proxy_is_told_its_password_alone.but(
    claim="An https:// proxy that is vouched for is given its password for an http:// index.",
    topology=FORWARDED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE}),
    because="It is the proxy that the password is meant for.",
)

unverified_proxy_of_a_plain_index_is_told_nothing = verified_proxy_of_a_plain_index_is_told_its_password.but(
    claim="An https:// proxy that shows a stranger's certificate is not given its password for an http:// index.",
    proxy_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.PROXY),
    because="No store vouches for the stranger.",
    exposes=(PROXY_PASSWORD_SENT_TO_AN_UNVERIFIED_PROXY,),
)

verified_proxy_of_a_tunnel_is_told_its_password = proxy_is_told_its_password_alone.but(
    claim="An https:// proxy that is vouched for is given its password for an https:// index.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    because="It is the proxy that the password is meant for.",
    exposes=(BUNDLE_LOST_ON_THE_PROXY_LEG,),
)

unverified_proxy_of_a_tunnel_is_told_nothing = verified_proxy_of_a_tunnel_is_told_its_password.but(
    claim="An https:// proxy that shows a stranger's certificate is not given its password for an https:// index.",
    proxy_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.PROXY),
    because="No store vouches for the stranger.",
    exposes=(),
)
