"""Indexes that demand a login in their own way: for a part, behind a redirect, or without a word about it."""

from harness.model import (
    KEYRING,
    PUBLIC,
    Accepts,
    Breaks,
    Demand,
    File,
    Index,
    Login,
    Scenario,
    Trust,
    TypedLogin,
    Variable,
)
from scenarios.defects.credentials import INDEX_PASSWORD_PRINTED, INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL
from scenarios.defects.login_demands import (
    NETRC_OF_THE_VARIABLE_UNREAD,
    NETRC_UNREAD,
    NETRC_UNREAD_UNLESS_ASKED_FOR,
    TOKEN_PRINTED,
    TOKEN_WITH_AN_EMPTY_PASSWORD_PRINTED,
)
from scenarios.topologies import DIRECT

netrc_is_read_though_nothing_asks_for_it = Scenario(
    claim="An index that answers 404 to who has given no user and password is sent what netrc has.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    demand=Demand.LOGIN_OR_NOT_FOUND,
    login=Login.IN_NETRC,
    expect=Accepts(),
    because="netrc is for any request to the host, and no answer says that a user and password are missing.",
    exposes=(NETRC_UNREAD_UNLESS_ASKED_FOR,),
)

netrc_that_nothing_asks_for_needs_an_authority = netrc_is_read_though_nothing_asks_for_it.control(without=PUBLIC)

keyring_is_not_asked_though_access_is_forbidden = netrc_is_read_though_nothing_asks_for_it.but(
    claim="Of an index that answers 403 to who has given no password, a keyring is not asked for one.",
    demand=Demand.LOGIN_OR_FORBIDDEN,
    login=Login.IN_KEYRING,
    options=(KEYRING,),
    expect=Breaks("http_403"),
    because="A keyring may ask a person, and 403 says that no password would help (RFC 9110, section 15.5.4).",
    exposes=(),
)

login_for_files_alone_is_in_netrc = netrc_is_read_though_nothing_asks_for_it.but(
    claim="An index that demands a user and password for its files alone is sent what netrc has.",
    demand=Demand.LOGIN_FOR_FILES,
    because="netrc is for any request to the host.",
    exposes=(NETRC_UNREAD,),
)

login_for_files_alone_needs_an_authority = login_for_files_alone_is_in_netrc.control(without=PUBLIC)

login_goes_on_after_a_redirect = netrc_is_read_though_nothing_asks_for_it.but(
    claim="An index that redirects, and demands a user and password before and after, is sent those in its URL.",
    index=Index.REDIRECTED,
    demand=Demand.LOGIN,
    login=Login.IN_URL,
    because="The redirect leads to another path of the same host.",
    exposes=(INDEX_PASSWORD_PRINTED,),
)

login_that_goes_on_needs_an_authority = login_goes_on_after_a_redirect.control(
    without=PUBLIC, exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,)
)

netrc_is_where_the_variable_says = netrc_is_read_though_nothing_asks_for_it.but(
    claim="An index that demands a user and password is sent what the file has that NETRC names.",
    demand=Demand.LOGIN,
    login=Login.MISSING,
    files=(File("my.netrc", "machine {origin_name} login {index_user} password {index_password}"),),
    variables=(Variable("NETRC={my.netrc}"),),
    because="The variable names the file that is read in the place of that in the home.",
    exposes=(NETRC_OF_THE_VARIABLE_UNREAD, NETRC_UNREAD),
)

netrc_of_the_variable_needs_an_authority = netrc_is_where_the_variable_says.control(without=PUBLIC)

token_is_the_user = netrc_is_read_though_nothing_asks_for_it.but(
    claim="A token that is the user in the index URL, without a password, opens the index and is not printed.",
    demand=Demand.LOGIN,
    login=TypedLogin("{password}"),
    variables=(Variable("PIP_INDEX_URL={index_url}"),),
    because="Many indexes take a token in this way, and it is as secret as a password.",
    exposes=(INDEX_PASSWORD_PRINTED, TOKEN_PRINTED),
)

token_that_is_the_user_needs_an_authority = token_is_the_user.control(
    without=PUBLIC, exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL, TOKEN_PRINTED)
)

token_has_an_empty_password = token_is_the_user.but(
    claim="A token that is the user in the index URL, with an empty password, opens the index and is not printed.",
    login=TypedLogin("{password}:"),
    exposes=(INDEX_PASSWORD_PRINTED, TOKEN_WITH_AN_EMPTY_PASSWORD_PRINTED),
)

token_with_an_empty_password_needs_an_authority = token_has_an_empty_password.control(
    without=PUBLIC, exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL, TOKEN_WITH_AN_EMPTY_PASSWORD_PRINTED)
)
