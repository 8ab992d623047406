"""The known defects about credentials. Each range was confirmed by running releases on both sides of each boundary."""

from harness.model import Breaks, Credential, Defect, Leaks, Prints, Variant, pips, variants

PROXY_PASSWORD_SENT_TO_THE_ORIGIN = Defect(
    slug="proxy-password-sent-to-the-origin",
    issue="CVE-2023-32681",
    affected=(pips("<23.2"),),
    shows=Leaks("origin", Credential.PROXY_AUTHORIZATION),
    because="requests 2.3 to 2.30 add Proxy-Authorization again to every redirected request, also to one that goes "
    "through a tunnel: the origin receives the proxy's user and password.",
)

PROXY_PASSWORD_SENT_TO_AN_UNVERIFIED_PROXY = Defect(
    slug="proxy-password-sent-to-an-unverified-proxy",
    issue="psf/requests#6103",
    affected=(pips(">=20.3"), variants(*frozenset(Variant))),
    shows=Leaks("connect-proxy", Credential.PROXY_AUTHORIZATION),
    because="requests chooses by the scheme of the index whether certificates are verified: with an http:// index the "
    "certificate of an https:// proxy is not, and whoever answers is given the proxy's user and password.",
    workaround="Use the index over https.",
    workaround_shown_by="credentials.unverified_proxy_of_a_tunnel_is_told_nothing",
)

PASSWORD_IN_A_REDIRECT_IGNORED = Defect(
    slug="password-in-a-redirect-ignored",
    issue="pypa/pip#14182",
    affected=(pips("<26.2"), variants(*frozenset(Variant))),
    shows=Breaks("http_401"),
    because="With --no-input pip gives up at a 401 before it looks into the URL of a redirect for a user and password.",
    message="No matching distribution found",
    workaround="Leave --no-input out, from pip 21.1 on.",
    workaround_shown_by="credential_redirects.password_in_a_redirect_is_used_by_a_pip_that_may_ask",
)

PASSWORD_OF_A_REDIRECT_PRINTED = Defect(
    slug="password-of-a-redirect-printed",
    issue="psf/requests#5021",
    affected=(pips("<26.2"), variants(*frozenset(Variant))),
    shows=Prints(Credential.AUTHORIZATION),
    because="With --no-input pip gives up at a 401 before it looks into the URL of a redirect, and requests puts the "
    "whole URL into the message of an error status, with the user and password in it.",
    message="Client Error",
)

INDEX_PASSWORD_PRINTED = Defect(
    slug="index-password-printed",
    issue="pypa/pip#5249",
    affected=(pips(">=10.0,<18.0"),),
    shows=Prints(Credential.AUTHORIZATION),
    because="pip 10 prints the URLs of the indexes that it looks into, as they were given to it.",
    workaround="Let netrc have the user and password.",
    workaround_shown_by="credentials.netrc_opens_the_index",
)

INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL = Defect(
    slug="index-password-printed-with-a-refusal",
    issue="pypa/pip#4746",
    affected=(pips("<19.0"),),
    shows=Prints(Credential.AUTHORIZATION),
    because="pip prints the URL that it could not fetch, with the user and password in it.",
    message="Could not fetch URL",
    workaround="Let netrc have the user and password, from pip 9.0 on.",
    workaround_shown_by="credentials.netrc_is_not_for_an_unverified_origin",
)

NETRC_OF_A_THIRD_HOST_SENT = Defect(
    slug="netrc-of-a-third-host-sent",
    issue="CVE-2024-47081",
    affected=(pips(">=9.0,<25.2"),),
    shows=Leaks("elsewhere", Credential.AUTHORIZATION),
    because="requests before 2.32.4 takes what stands before the first colon after https:// for the host to look up in "
    "netrc, be it a user's name. pip leaves it to requests after a redirect.",
)

COOKIE_SENT_TO_A_HOST_BELOW = Defect(
    slug="cookie-sent-to-a-host-below",
    issue="psf/requests#2576",
    affected=(pips(">=8.0"), variants(*frozenset(Variant))),
    shows=Leaks("elsewhere", Credential.COOKIE),
    because="Python's cookie jar takes a cookie without a domain for one of all names that end with that of its host.",
)
