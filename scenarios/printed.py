"""Printed passwords: the output of a client that is verbose, or that reports an error."""

from harness.model import (
    CORPORATE,
    PUBLIC,
    Accepts,
    Action,
    Certificate,
    Index,
    Leg,
    Login,
    Option,
    ProxyLogin,
    Rejects,
    Scenario,
    Trust,
    TypedLogin,
)
from scenarios.defects.credentials import INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL
from scenarios.defects.login_demands import TOKEN_PRINTED
from scenarios.defects.printed import INDEX_PASSWORD_PRINTED_IF_ALL_IS_SAID, PASSWORD_OF_A_URL_PRINTED
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

index_password_where_all_is_said = Scenario(
    claim="A verbose client does not print the index password.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.BASIC_AUTH,
    login=Login.IN_URL,
    options=(Option("--verbose --verbose --verbose"),),
    expect=Accepts(),
    because="What it prints is kept in logs, which others read.",
    exposes=(INDEX_PASSWORD_PRINTED_IF_ALL_IS_SAID,),
)

index_password_where_all_is_said_of_a_refusal = index_password_where_all_is_said.control(
    without=PUBLIC,
    claim="A verbose client that refuses the index, does not print its password.",
    because="No store vouches for the index, and its password is nobody's business.",
    exposes=(INDEX_PASSWORD_PRINTED_IF_ALL_IS_SAID,),
)

token_where_all_is_said = index_password_where_all_is_said.but(
    claim="A verbose client does not print a token that is the user in the index URL, without a password.",
    login=TypedLogin("{password}"),
    because="A user without a password is one who is known by that alone.",
    exposes=(INDEX_PASSWORD_PRINTED_IF_ALL_IS_SAID, TOKEN_PRINTED),
)

token_where_all_is_said_of_a_refusal = token_where_all_is_said.control(
    without=PUBLIC,
    claim="A verbose client that refuses the index does not print the token that is the user in its URL.",
    because="No store vouches for the index, and the token is nobody's business.",
    exposes=(INDEX_PASSWORD_PRINTED_IF_ALL_IS_SAID, TOKEN_PRINTED),
)

password_of_an_e_mail_address = index_password_where_all_is_said.but(
    claim="A verbose client does not print the index password that stands behind an e-mail address, as it is.",
    login=Login.E_MAIL,
    because="The last @ before the path ends what is secret, not the first.",
    exposes=(),
)

password_of_an_e_mail_address_that_is_refused = password_of_an_e_mail_address.control(
    without=PUBLIC,
    claim="A verbose client that refuses the index does not print its password behind an e-mail address.",
    because="No store vouches for the index, and its password is nobody's business.",
)

password_of_a_requirement = index_password_where_all_is_said.but(
    claim="A client that is given a requirement with a URL with a password does not print it.",
    options=(Option("'demo @ {artefact_url}'"),),
    exposes=(),
)

password_of_a_requirement_that_is_refused = password_of_a_requirement.control(
    without=PUBLIC,
    claim="A client that refuses the origin of a requirement with a URL does not print the password in it.",
    because="No store vouches for the origin, and the password is nobody's business.",
)

password_of_a_page_of_links = index_password_where_all_is_said.but(
    claim="A client that is given a page of links with a password does not print it.",
    trust=Trust(cert_flag={CORPORATE}),
    index=Index.EMPTY_BESIDE_ANOTHER_WITH_LOGINS,
    options=(Option("--no-index --find-links {other_index_url}demo/"),),
    exposes=(),
)

password_of_a_page_of_links_that_is_refused = password_of_a_page_of_links.control(
    without=CORPORATE,
    claim="A client that refuses the host of a page of links does not print the password in its URL.",
    because="No store vouches for the host, and the password is nobody's business.",
)

proxy_password_where_all_is_said = index_password_where_all_is_said.but(
    claim="A verbose client does not print the proxy's password.",
    topology=TUNNELLED,
    index=Index.PLAIN,
    login=Login.AS_ASKED,
    proxy_login=ProxyLogin.IN_URL,
    exposes=(),
)

proxy_password_where_all_is_said_of_a_refusal = proxy_password_where_all_is_said.control(
    without=PUBLIC,
    claim="A verbose client that refuses the index behind a proxy, does not print its password.",
    because="No store vouches for the index, and the proxy's password is nobody's business.",
)

password_of_a_url = index_password_where_all_is_said.but(
    claim="A client that is given the URL of a file with a password does not print it.",
    action=Action.DOWNLOAD_URL,
    options=(),
    exposes=(PASSWORD_OF_A_URL_PRINTED,),
)

password_of_a_url_that_is_refused = password_of_a_url.control(
    without=PUBLIC,
    claim="A client that refuses the origin of a file does not print the password in its URL.",
    because="No store vouches for the origin, and the password is nobody's business.",
    exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,),
)

password_of_a_proxy_that_is_refused = Scenario(
    claim="A client that refuses an https:// proxy does not print its password.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    proxy_certificate=Certificate.BY_STRANGER,
    proxy_login=ProxyLogin.IN_URL,
    action=Action.DOWNLOAD_URL,
    expect=Rejects(Leg.PROXY),
    because="No store vouches for the stranger, and the proxy's password is nobody's business.",
)
