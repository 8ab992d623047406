"""Redirects and credentials: what a redirect names, and what it must not take along. More are in the credentials.

requests follows pip's redirects and has urllib3 follow none: CVE-2023-43804, CVE-2024-37891 and CVE-2025-50181 are of
urllib3's own redirects, and do not reach pip.
"""

from harness.model import MAY_ASK, PUBLIC, Accepts, Index, Login, Scenario, Trust
from scenarios.defects.credentials import NETRC_OF_A_THIRD_HOST_SENT, PASSWORD_IN_A_REDIRECT_IGNORED
from scenarios.topologies import DIRECT

password_in_a_redirect_is_used = Scenario(
    claim="A redirect to a URL with a user and password is followed with them.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.REDIRECTED_WITH_A_LOGIN,
    expect=Accepts(),
    because="The place that the URL names answers 401, and pip tries again with what the URL holds.",
    exposes=(PASSWORD_IN_A_REDIRECT_IGNORED,),
)

password_in_a_redirect_needs_an_authority = password_in_a_redirect_is_used.control(
    without=PUBLIC,
    claim="With every store empty, an index that redirects to a URL with a user and password is refused.",
    because="It is refused before it can redirect.",
)

password_in_a_redirect_is_used_by_a_pip_that_may_ask = password_in_a_redirect_is_used.but(
    claim="A redirect to a URL with a user and password is followed with them where pip may ask for others.",
    variables=(MAY_ASK,),
    because="pip looks into the URL before it would ask.",
    exposes=(),
)

password_in_a_redirect_needs_an_authority_of_a_pip_that_may_ask = (
    password_in_a_redirect_is_used_by_a_pip_that_may_ask.control(
        without=PUBLIC,
        claim="With every store empty, a pip that may ask refuses an index that redirects to a URL with a password.",
        because="It is refused before it can redirect.",
    )
)

netrc_of_a_third_host_is_told_to_nobody = password_in_a_redirect_is_used.but(
    claim="A redirect to a URL that has a third host's name for a user is not told what netrc holds for that host.",
    index=Index.REDIRECTED_IN_DISGUISE,
    login=Login.OF_A_THIRD_HOST,
    because="The name of a host stands after the user's, and netrc is looked up by it.",
    exposes=(NETRC_OF_A_THIRD_HOST_SENT,),
)

netrc_of_a_third_host_stays_at_home = netrc_of_a_third_host_is_told_to_nobody.control(
    without=PUBLIC,
    claim="With every store empty, an index that redirects to such a URL is refused.",
    because="It is refused before it can redirect.",
)
