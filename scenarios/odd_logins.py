"""Users and passwords with characters that have a meaning in URLs, as they are and with percent signs.

Whatever they are, a node demands the true ones, in UTF-8 (RFC 7617, 2.1).
"""

from harness.model import (
    PUBLIC,
    SAY_LITTLE,
    Accepts,
    Breaks,
    Channel,
    Index,
    Login,
    ProxyLogin,
    Scenario,
    Trust,
    TypedLogin,
    TypedProxyLogin,
    Variable,
)
from scenarios.defects.login_places import URL_OF_A_REFUSED_REQUEST_PRINTED
from scenarios.defects.odd_logins import (
    INDEX_LOGIN_NOT_DECODED,
    INDEX_LOGIN_REFUSED_AS_IT_IS,
    INDEX_LOGIN_SENT_IN_LATIN_1,
    PART_OF_A_PROXY_PASSWORD_PRINTED,
    PART_OF_AN_INDEX_PASSWORD_PRINTED,
    PROXY_LOGIN_BEYOND_LATIN_1_ENDS_IN_A_TRACEBACK,
    PROXY_LOGIN_REFUSED_AS_IT_IS,
    PROXY_LOGIN_SENT_IN_LATIN_1,
    PROXY_USER_TAKEN_FOR_A_HOST,
)
from scenarios.topologies import DIRECT, TUNNELLED

proxy_with_percent_signs_is_told_odd_ones = Scenario(
    claim="A proxy gets the odd user and password that its URL has with percent signs.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_login=ProxyLogin.ODD,
    expect=Accepts(),
    because="Percent signs are how a URL has any character (RFC 3986, 2.1).",
)

proxy_with_percent_signs_vouches_for_nobody = proxy_with_percent_signs_is_told_odd_ones.control(
    without=PUBLIC, claim="With every store empty, an index behind a proxy with an odd password is refused."
)

proxy_setting_may_have_percent_signs = proxy_with_percent_signs_is_told_odd_ones.but(
    claim="A proxy gets the odd user and password that a configuration file has with percent signs.",
    proxy_set_by=Channel.CONFIG,
)

proxy_setting_with_percent_signs_vouches_for_nobody = proxy_setting_may_have_percent_signs.control(
    without=PUBLIC, claim="With every store empty, a setting with a proxy's odd password lets no index be trusted."
)

proxy_is_told_an_e_mail_address = proxy_with_percent_signs_is_told_odd_ones.but(
    claim="A proxy gets the e-mail address, and the password with a percent sign, that its URL has as they are.",
    proxy_login=ProxyLogin.E_MAIL,
    because="What is before the last @ is the user and password, and a lone percent sign stands for itself.",
    exposes=(PROXY_LOGIN_REFUSED_AS_IT_IS,),
)

proxy_with_an_e_mail_address_vouches_for_nobody = proxy_is_told_an_e_mail_address.control(
    without=PUBLIC,
    claim="With every store empty, an index behind a proxy whose user is an e-mail address is refused.",
    exposes=(PROXY_LOGIN_REFUSED_AS_IT_IS,),
)

proxy_is_told_an_encoded_e_mail_address = proxy_is_told_an_e_mail_address.but(
    claim="A proxy gets the e-mail address, and the password with a percent sign, that its URL has with %40 and %25.",
    proxy_login=ProxyLogin.E_MAIL_ENCODED,
    because="Percent signs are how a URL has any character (RFC 3986, 2.1).",
    exposes=(),
)

proxy_with_an_encoded_e_mail_address_vouches_for_nobody = proxy_is_told_an_encoded_e_mail_address.control(
    without=PUBLIC, claim="With every store empty, an index is refused behind a proxy whose user is written with %40."
)

proxy_is_told_a_user_of_a_domain = proxy_with_percent_signs_is_told_odd_ones.but(
    claim="A proxy gets the user of a Windows domain, with the backslash that its URL has as it is.",
    proxy_login=TypedProxyLogin(r"DOMAIN\user:{password}"),
    because="It is how such a user is written, and what is before the last @ is the user and password.",
    exposes=(PROXY_LOGIN_REFUSED_AS_IT_IS, PROXY_USER_TAKEN_FOR_A_HOST),
)

proxy_with_a_user_of_a_domain_vouches_for_nobody = proxy_is_told_a_user_of_a_domain.control(
    without=PUBLIC,
    claim="With every store empty, an index is refused behind a proxy whose user is of a domain.",
    exposes=(PROXY_LOGIN_REFUSED_AS_IT_IS, PROXY_USER_TAKEN_FOR_A_HOST),
)

proxy_is_told_an_encoded_user_of_a_domain = proxy_is_told_a_user_of_a_domain.but(
    claim="A proxy gets the user of a Windows domain that its URL has with %5C.",
    proxy_login=TypedProxyLogin("DOMAIN%5Cuser:{password}"),
    because="Percent signs are how a URL has any character (RFC 3986, 2.1).",
    exposes=(),
)

proxy_with_an_encoded_user_of_a_domain_vouches_for_nobody = proxy_is_told_an_encoded_user_of_a_domain.control(
    without=PUBLIC, claim="With every store empty, an index is refused behind a proxy whose user is written with %5C."
)

proxy_url_with_a_hash_leads_nowhere = proxy_with_percent_signs_is_told_odd_ones.but(
    claim="A proxy whose URL has a # in the password as it is gets nothing, and the password is not printed.",
    proxy_login=ProxyLogin.WITH_HASH,
    expect=Breaks("nothing_asked"),
    because="A # ends the part of a URL that has user, password and host.",
    exposes=(PART_OF_A_PROXY_PASSWORD_PRINTED,),
)

proxy_is_told_an_encoded_hash = proxy_with_percent_signs_is_told_odd_ones.but(
    claim="A proxy gets the # that its URL has in the password, with %23.",
    proxy_login=ProxyLogin.WITH_HASH_ENCODED,
)

proxy_with_an_encoded_hash_vouches_for_nobody = proxy_is_told_an_encoded_hash.control(
    without=PUBLIC, claim="With every store empty, an index is refused behind a proxy with %23 in its URL."
)

proxy_url_with_a_bracket_leads_nowhere = proxy_url_with_a_hash_leads_nowhere.but(
    claim="A proxy whose URL has a [ in the password as it is gets nothing.",
    proxy_login=ProxyLogin.WITH_BRACKET,
    because="A [ begins an IPv6 address (RFC 3986, 3.2.2).",
    by_design="pypa/pip#7722",
    exposes=(),
)

proxy_is_told_a_token = proxy_with_percent_signs_is_told_odd_ones.but(
    claim="A proxy gets a token that is the user, with an empty password.",
    proxy_login=TypedProxyLogin("{password}:"),
    because="An empty password is one (RFC 7617, 2).",
    exposes=(),
)

proxy_with_a_token_vouches_for_nobody = proxy_is_told_a_token.control(
    without=PUBLIC, claim="With every store empty, an index behind a proxy that knows a token is refused."
)

proxy_is_told_an_umlaut = proxy_with_percent_signs_is_told_odd_ones.but(
    claim="A proxy gets the password that has an umlaut, in UTF-8.",
    proxy_login=ProxyLogin.WITH_UMLAUT,
    because="Browsers send UTF-8, and it is the one encoding that a server can ask for (RFC 7617, 2.1).",
    exposes=(PROXY_LOGIN_SENT_IN_LATIN_1,),
)

proxy_with_an_umlaut_vouches_for_nobody = proxy_is_told_an_umlaut.control(
    without=PUBLIC,
    claim="With every store empty, an index behind a proxy with an umlaut in its password is refused.",
    exposes=(PROXY_LOGIN_SENT_IN_LATIN_1,),
)

proxy_is_told_a_euro_sign = proxy_is_told_an_umlaut.but(
    claim="A proxy gets the password that has a euro sign, in UTF-8.",
    proxy_login=ProxyLogin.WITH_EURO,
    exposes=(PROXY_LOGIN_BEYOND_LATIN_1_ENDS_IN_A_TRACEBACK,),
)

proxy_with_a_euro_sign_vouches_for_nobody = proxy_is_told_a_euro_sign.control(
    without=PUBLIC,
    claim="With every store empty, an index behind a proxy with a euro sign in its password is refused.",
    exposes=(PROXY_LOGIN_BEYOND_LATIN_1_ENDS_IN_A_TRACEBACK,),
)

index_with_percent_signs_is_told_odd_ones = Scenario(
    claim="An index gets the odd user and password that PIP_INDEX_URL has with percent signs.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    options=(SAY_LITTLE,),
    variables=(Variable("PIP_INDEX_URL={index_url}"),),
    index=Index.BASIC_AUTH,
    login=Login.ODD,
    expect=Accepts(),
    because="Percent signs are how a URL has any character (RFC 3986, 2.1).",
    exposes=(INDEX_LOGIN_NOT_DECODED,),
)

index_with_percent_signs_needs_an_authority = index_with_percent_signs_is_told_odd_ones.control(
    without=PUBLIC,
    claim="With every store empty, an index that PIP_INDEX_URL names with an odd password is refused.",
    exposes=(),
)

index_is_told_an_e_mail_address = index_with_percent_signs_is_told_odd_ones.but(
    claim="An index gets the e-mail address that its URL has for a user, as it is.",
    variables=(),
    login=Login.E_MAIL,
    because="What is before the last @ is the user and password.",
    exposes=(INDEX_LOGIN_REFUSED_AS_IT_IS,),
)

index_with_an_e_mail_address_needs_an_authority = index_is_told_an_e_mail_address.control(
    without=PUBLIC,
    claim="With every store empty, an index whose user is an e-mail address is refused.",
    exposes=(INDEX_LOGIN_REFUSED_AS_IT_IS,),
)

index_url_with_a_hash_leads_nowhere = index_with_percent_signs_is_told_odd_ones.but(
    claim="An index whose URL has a # in the password as it is gets nothing, and the password is not printed.",
    options=(),
    variables=(),
    login=Login.WITH_HASH,
    expect=Breaks("nothing_asked"),
    because="A # ends the part of a URL that has user, password and host.",
    exposes=(PART_OF_AN_INDEX_PASSWORD_PRINTED,),
)

index_is_told_a_plus = index_is_told_an_e_mail_address.but(
    claim="An index gets a password with a plus that its URL has as it is.",
    login=TypedLogin("user:and+{password}"),
    because="A plus stands for a space in forms alone, and not in this part of a URL (RFC 3986, 3.2.1).",
    exposes=(),
)

index_with_a_plus_needs_an_authority = index_is_told_a_plus.control(
    without=PUBLIC, claim="With every store empty, an index is refused before it is sent a password with a plus."
)

index_is_told_a_colon = index_is_told_an_e_mail_address.but(
    claim="An index gets a password with a colon that its URL has as it is.",
    login=Login.WITH_COLON,
    because="The first colon ends the user, and no user has one (RFC 7617, 2).",
    exposes=(),
)

index_with_a_colon_needs_an_authority = index_is_told_a_colon.control(
    without=PUBLIC,
    claim="With every store empty, an index is refused before it is sent a password with a colon.",
    exposes=(),
)

index_is_told_an_umlaut = index_with_percent_signs_is_told_odd_ones.but(
    claim="An index gets the password that has an umlaut, in UTF-8.",
    variables=(),
    login=Login.WITH_UMLAUT,
    because="Browsers send UTF-8, and it is the one encoding that a server can ask for (RFC 7617, 2.1).",
    exposes=(
        INDEX_LOGIN_SENT_IN_LATIN_1,
        INDEX_LOGIN_NOT_DECODED,
        URL_OF_A_REFUSED_REQUEST_PRINTED,
    ),
)

index_with_an_umlaut_needs_an_authority = index_is_told_an_umlaut.control(
    without=PUBLIC,
    claim="With every store empty, an index with an umlaut in its password is refused.",
    exposes=(),
)
