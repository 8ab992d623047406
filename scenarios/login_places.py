"""Several logins at once: in the index URL, in netrc and in a keyring, of two indexes on one host, and of a proxy.

Which one an index or a proxy was shown is in the record of each cell, by the secret's name.
"""

from harness.model import (
    KEYRING,
    PUBLIC,
    SAY_LITTLE,
    Accepts,
    Breaks,
    ClientCertificate,
    Demand,
    Index,
    Login,
    Option,
    ProxyLogin,
    Scenario,
    Trust,
)
from scenarios.addresses import INDEX, INDEX_IN_CAPITALS
from scenarios.defects.login_places import (
    INDEX_IN_CAPITALS_NOT_FOUND,
    LOGIN_OF_THE_FIRST_INDEX_SENT_TO_THE_SECOND,
    NETRC_IN_CAPITALS_NOT_FOUND,
    NETRC_PREFERRED_BY_REQUESTS,
    NETRC_PREFERRED_FOR_FILES,
    NETRC_PREFERRED_FOR_FORBIDDEN_FILES,
    NETRC_UNREAD_BESIDE_A_USER,
    URL_OF_A_REFUSED_REQUEST_PRINTED,
)
from scenarios.topologies import DIRECT, FORWARDED, TUNNELLED

url_comes_before_netrc = Scenario(
    claim="A user and password in the index URL count, and others in netrc do not.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.BASIC_AUTH,
    login=Login.IN_URL_AND_NETRC,
    options=(SAY_LITTLE,),
    expect=Accepts(),
    because="The URL is that of this index; netrc is for any request to the host.",
    exposes=(NETRC_PREFERRED_FOR_FILES, URL_OF_A_REFUSED_REQUEST_PRINTED),
)

url_before_netrc_needs_an_authority = url_comes_before_netrc.control(
    without=PUBLIC,
    claim="With every store empty, an index is refused before it is sent what its URL or netrc has.",
    exposes=(),
)

url_comes_before_netrc_of_an_index_that_forbids = url_comes_before_netrc.but(
    claim="The user and password of the index URL count for its files too, where a wrong one gets no second chance.",
    demand=Demand.LOGIN_OR_FORBIDDEN,
    because="What is said on the command line is for all that is below it, and 403 asks for nothing.",
    exposes=(NETRC_PREFERRED_FOR_FORBIDDEN_FILES, URL_OF_A_REFUSED_REQUEST_PRINTED),
)

index_that_forbids_needs_an_authority = url_comes_before_netrc_of_an_index_that_forbids.control(
    without=PUBLIC,
    claim="With every store empty, an index that forbids is refused before it is sent what its URL or netrc has.",
)

wrong_url_is_not_mended_by_netrc = url_comes_before_netrc.but(
    claim="With a wrong password in the index URL, the right one in netrc is not tried.",
    login=Login.WRONG_IN_URL,
    expect=Breaks("http_401"),
    because="The user has chosen the password in the URL, and no other is tried in its place.",
    exposes=(NETRC_PREFERRED_BY_REQUESTS,),
)

netrc_has_the_password_of_a_user_in_the_url = url_comes_before_netrc.but(
    claim="A user in the index URL gets the password that netrc has for the host.",
    login=Login.USER_IN_URL,
    because="netrc is there for passwords that are not to be in a URL.",
    exposes=(NETRC_UNREAD_BESIDE_A_USER,),
)

netrc_beside_a_user_needs_an_authority = netrc_has_the_password_of_a_user_in_the_url.control(
    without=PUBLIC,
    claim="With every store empty, an index whose URL has a user is refused before it is sent what netrc has.",
)

netrc_has_the_host_in_capitals = url_comes_before_netrc.but(
    claim="An index that netrc and the URL have in capitals gets what netrc has for it.",
    origin_at=INDEX_IN_CAPITALS,
    login=Login.IN_NETRC,
    because="Names are compared without regard to case (RFC 4343), and both are written alike.",
    exposes=(NETRC_IN_CAPITALS_NOT_FOUND,),
)

netrc_has_the_host_in_small_letters = netrc_has_the_host_in_capitals.but(
    claim="An index that netrc and the URL have in small letters gets what netrc has for it.",
    origin_at=INDEX,
    because="Both name the same host.",
    exposes=(),
)

netrc_in_small_letters_needs_an_authority = netrc_has_the_host_in_small_letters.control(
    without=PUBLIC, claim="With every store empty, an index is refused before it is sent what netrc has of its name."
)

netrc_in_capitals_needs_an_authority = netrc_has_the_host_in_capitals.control(
    without=PUBLIC, claim="With every store empty, an index is refused before it is sent what netrc has in capitals."
)

netrc_comes_before_a_keyring = url_comes_before_netrc.but(
    claim="A user and password in netrc count, and others in a keyring do not.",
    login=Login.NETRC_AND_KEYRING,
    options=(SAY_LITTLE, KEYRING),
    because="A keyring is asked last: it may ask a person.",
    exposes=(),
)

netrc_before_a_keyring_needs_an_authority = netrc_comes_before_a_keyring.control(
    without=PUBLIC,
    claim="With every store empty, an index is refused before it is sent what netrc or a keyring has.",
)

keyring_has_the_password_of_an_index_in_capitals = netrc_comes_before_a_keyring.but(
    claim="An index that the URL has in capitals gets what a keyring has for its user.",
    origin_at=INDEX_IN_CAPITALS,
    login=Login.IN_KEYRING,
    because="Names are compared without regard to case (RFC 4343): it is the index that was given.",
    exposes=(INDEX_IN_CAPITALS_NOT_FOUND,),
)

keyring_of_an_index_in_capitals_needs_an_authority = keyring_has_the_password_of_an_index_in_capitals.control(
    without=PUBLIC, claim="With every store empty, an index in capitals is refused before a keyring is asked."
)

keyring_has_the_index_before_its_host = netrc_comes_before_a_keyring.but(
    claim="What a keyring has for an index counts, and another password that it has for the host does not.",
    login=Login.IN_KEYRING_FOR_INDEX_AND_HOST,
    because="One host may have several indexes, each with passwords of its own.",
)

keyring_of_index_and_host_needs_an_authority = keyring_has_the_index_before_its_host.control(
    without=PUBLIC,
    claim="With every store empty, an index is refused before a keyring is asked for it or for its host.",
)

url_comes_before_a_keyring = netrc_comes_before_a_keyring.but(
    claim="A user and password in the index URL count, and others in a keyring do not.",
    login=Login.URL_AND_KEYRING,
)

url_before_a_keyring_needs_an_authority = url_comes_before_a_keyring.control(
    without=PUBLIC,
    claim="With every store empty, an index is refused before it is sent what its URL or a keyring has.",
)

two_indexes_on_one_host_get_their_own = url_comes_before_netrc.but(
    claim="Two indexes on one host are each given the user and password of their own URL.",
    index=Index.TWO_WITH_LOGINS,
    login=Login.AS_ASKED,
    options=(SAY_LITTLE, Option("--extra-index-url {other_index_url}")),
    because="Each has a path of its own, by which the client can tell them apart.",
    exposes=(LOGIN_OF_THE_FIRST_INDEX_SENT_TO_THE_SECOND,),
)

two_indexes_on_one_host_need_an_authority = two_indexes_on_one_host_get_their_own.control(
    without=PUBLIC,
    claim="With every store empty, two indexes on one host are refused before they are sent a password.",
    exposes=(),
)

url_comes_before_netrc_of_two_indexes = two_indexes_on_one_host_get_their_own.but(
    claim="The user and password of each of two indexes on one host count, and others in netrc do not.",
    login=Login.IN_URL_AND_NETRC,
    because="Each URL is that of its index; netrc is for any request to the host.",
    exposes=(LOGIN_OF_THE_FIRST_INDEX_SENT_TO_THE_SECOND, NETRC_PREFERRED_FOR_FILES),
)

two_indexes_before_netrc_need_an_authority = url_comes_before_netrc_of_two_indexes.control(
    without=PUBLIC,
    claim="With every store empty, two indexes on one host are refused before they are sent what URLs or netrc have.",
    exposes=(),
)

proxy_that_asks_is_told_nothing = Scenario(
    claim="A client without a password for the proxy gets nothing through it.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_login=ProxyLogin.MISSING,
    expect=Breaks("http_407"),
    because="The proxy answers 407, and the client has no password to try.",
)

proxy_that_asks_is_told_a_wrong_one = proxy_that_asks_is_told_nothing.but(
    claim="A client with a wrong password for the proxy gets nothing through it.",
    proxy_login=ProxyLogin.WRONG,
    because="The proxy answers 407 to every other password than its own.",
)

proxy_that_asks_forwards_nothing = proxy_that_asks_is_told_nothing.but(
    claim="A client without a password for the proxy gets nothing from an http:// index.",
    topology=FORWARDED,
)

proxy_that_is_told_a_wrong_one_forwards_nothing = proxy_that_asks_forwards_nothing.but(
    claim="A client with a wrong password for the proxy gets nothing from an http:// index.",
    proxy_login=ProxyLogin.WRONG,
    because="The proxy answers 407 to every other password than its own.",
)

locked_key_is_shown_to_nobody = Scenario(
    claim="A client certificate whose key has a passphrase is not shown where nobody can be asked for that.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    client_certificate=ClientCertificate.DEMANDED_AND_LOCKED,
    expect=Breaks("no_hello"),
    because="The key is of no use without its passphrase, and only a person could give it.",
)

certificate_without_its_key_is_shown_to_nobody = locked_key_is_shown_to_nobody.but(
    claim="A client certificate whose key is in another file is not shown.",
    client_certificate=ClientCertificate.DEMANDED_WITHOUT_KEY,
    because="The file that the client is given holds no key, and a certificate is of no use without one.",
)
