"""Redirects and credentials: what a redirect may name, and what must not follow it.

More are in :mod:`scenarios.credentials`. requests follows pip's redirects and has urllib3 follow none: CVE-2023-43804,
CVE-2024-37891 and CVE-2025-50181 are of urllib3's own redirects, and do not reach pip.
"""

from harness.model import MAY_ASK, PUBLIC, Accepts, Action, Index, Login, Scenario, Trust
from scenarios.defects.credentials import (
    NETRC_OF_A_THIRD_HOST_SENT,
    PASSWORD_IN_A_REDIRECT_IGNORED,
    PASSWORD_OF_A_REDIRECT_PRINTED,
)
from scenarios.topologies import DIRECT

password_in_a_redirect_is_used = Scenario(
    claim="A redirect to a URL that holds a user and password is followed with them.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.REDIRECTED_WITH_A_LOGIN,
    expect=Accepts(),
    because="The server answers 401, and the client tries again with what the URL holds.",
    exposes=(PASSWORD_IN_A_REDIRECT_IGNORED,),
)

password_in_a_redirect_needs_an_authority = password_in_a_redirect_is_used.control(
    without=PUBLIC,
    claim="With every store empty, an index that redirects to a URL that holds a user and password is refused.",
    because="The origin is refused before it can redirect.",
)

password_in_a_redirect_is_used_by_a_pip_that_may_ask = password_in_a_redirect_is_used.but(
    claim="A client that may ask for a password follows a redirect with the user and password in its URL.",
    variables=(MAY_ASK,),
    because="A client looks into the URL before it asks anybody.",
    exposes=(),
)

password_in_a_redirect_needs_an_authority_of_a_pip_that_may_ask = (
    password_in_a_redirect_is_used_by_a_pip_that_may_ask.control(
        without=PUBLIC,
        claim="With every store empty, a client that may ask refuses an index that redirects to a URL with a password.",
        because="The origin is refused before it can redirect.",
    )
)

password_in_a_redirect_of_a_file_is_used = password_in_a_redirect_is_used.but(
    claim="A file that is redirected to a URL that holds a user and password is fetched with them.",
    action=Action.DOWNLOAD_URL,
    exposes=(PASSWORD_OF_A_REDIRECT_PRINTED,),
)

password_in_a_redirect_of_a_file_needs_an_authority = password_in_a_redirect_of_a_file_is_used.control(
    without=PUBLIC,
    claim="With every store empty, a file is refused before it is redirected to a URL that holds a password.",
    because="The origin is refused before it can redirect.",
)

netrc_of_a_third_host_is_told_to_nobody = password_in_a_redirect_is_used.but(
    claim="A redirect to a URL with a third host's name as its user is not sent what netrc holds for that host.",
    index=Index.REDIRECTED_IN_DISGUISE,
    login=Login.OF_A_THIRD_HOST,
    because="netrc is looked up by the host's name, which comes after the user's in a URL.",
    exposes=(NETRC_OF_A_THIRD_HOST_SENT,),
)

netrc_of_a_third_host_stays_at_home = netrc_of_a_third_host_is_told_to_nobody.control(
    without=PUBLIC,
    claim="With every store empty, an index that redirects to a URL with a third host's name as its user is refused.",
    because="The origin is refused before it can redirect.",
)
