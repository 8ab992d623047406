"""The known defects about credentials. Each range was confirmed by running releases on both sides of each boundary."""

from harness.model import Credential, Defect, Leaks

PROXY_PASSWORD_SENT_TO_THE_ORIGIN = Defect(
    slug="proxy-password-sent-to-the-origin",
    issue="CVE-2023-32681",
    affects="<23.2",
    shows=Leaks("origin", Credential.PROXY_AUTHORIZATION),
    because="requests 2.3 to 2.30 add Proxy-Authorization again to every redirected request, also to one that goes "
    "through a tunnel: the origin receives the proxy's user and password.",
)

PROXY_PASSWORD_SENT_TO_AN_UNVERIFIED_PROXY = Defect(
    slug="proxy-password-sent-to-an-unverified-proxy",
    issue="psf/requests#6103",
    affects=">=20.3",
    shows=Leaks("connect-proxy", Credential.PROXY_AUTHORIZATION),
    because="requests chooses by the scheme of the index whether certificates are verified: with an http:// index the "
    "certificate of an https:// proxy is not, and whoever answers is given the proxy's user and password.",
)
