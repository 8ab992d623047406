"""Credentials across hosts, ports and schemes: each is only for the host that it was given for.

Those across ports of one name, and to a redirect's own login, are in :mod:`scenarios.credential_redirects`.
"""

from harness.model import PUBLIC, SAY_LITTLE, Accepts, Index, Login, Option, Scenario, Trust
from scenarios.addresses import DEEP, FILES, INDEX, INDEX_AT_ITS_PORT, NEAR_AT_ITS_PORT, OTHER
from scenarios.defects.credentials import COOKIE_SENT_TO_A_HOST_BELOW
from scenarios.defects.early import PASSWORD_SENT_IN_CLEAR_AFTER_A_REDIRECT
from scenarios.topologies import DIRECT

login_stays_with_the_index = Scenario(
    claim="A login in the index URL is not sent to a host of another name that has the files.",
    topology=DIRECT,
    origin_at=INDEX,
    elsewhere_at=FILES,
    index=Index.FILES_ON_SECOND_HOST,
    login=Login.IN_URL,
    options=(SAY_LITTLE,),
    trust=Trust(cert_flag={PUBLIC}),
    expect=Accepts(),
    because="It was given for the index.",
)

index_with_a_login_needs_an_authority = login_stays_with_the_index.control(without=PUBLIC)

login_stays_at_its_port = login_stays_with_the_index.but(
    claim="A login in the index URL is not sent to another port of the same host.",
    elsewhere_at=INDEX,
    because="What is at another port is another origin (RFC 6454, section 4).",
)

index_with_a_login_at_a_port_needs_an_authority = login_stays_at_its_port.control(without=PUBLIC)

login_stays_above_a_domain_below = login_stays_with_the_index.but(
    claim="A login in the index URL is not sent to a host below the index's name that has the files.",
    elsewhere_at=DEEP,
)

index_with_a_login_and_files_below_needs_an_authority = login_stays_above_a_domain_below.control(without=PUBLIC)

netrc_stays_with_the_index = login_stays_with_the_index.but(
    claim="What netrc has for the index is not sent to a host of another name that has the files.",
    login=Login.IN_NETRC,
    exposes=(),
    because="netrc has it for one host.",
)

index_in_netrc_needs_an_authority = netrc_stays_with_the_index.control(without=PUBLIC)

cookie_stays_with_the_index = login_stays_with_the_index.but(
    claim="A cookie of the index is not sent to a host of another name to which it redirects.",
    elsewhere_at=OTHER,
    index=Index.REDIRECTED_TO_ANOTHER_HOST,
    login=Login.AS_ASKED,
    exposes=(),
    because="A cookie is for the host that set it (RFC 6265, section 4.1.2.3).",
)

cookie_stays_above_a_domain_below = cookie_stays_with_the_index.but(
    claim="A cookie of the index is not sent to a host below its name to which it redirects.",
    elsewhere_at=FILES,
    exposes=(COOKIE_SENT_TO_A_HOST_BELOW,),
)

index_with_a_cookie_above_needs_an_authority = cookie_stays_above_a_domain_below.control(without=PUBLIC)

index_with_a_cookie_needs_an_authority = cookie_stays_with_the_index.control(without=PUBLIC)

login_stays_with_the_index_at_the_usual_port = cookie_stays_with_the_index.but(
    claim="A login in the index URL is not sent to a host at the same port whose name merely ends with the index's.",
    origin_at=INDEX_AT_ITS_PORT,
    elsewhere_at=NEAR_AT_ITS_PORT,
    login=Login.IN_URL,
    because="It was given for the index, and another name is another host whatever the port is.",
    exposes=(),
)

index_with_a_login_at_the_usual_port_needs_an_authority = login_stays_with_the_index_at_the_usual_port.control(
    without=PUBLIC
)

login_does_not_follow_to_another_port = login_stays_at_its_port.but(
    claim="A login in the index URL does not follow a redirect to another port of the same host.",
    elsewhere_at=None,
    index=Index.REDIRECTED_IN_DISGUISE,
    exposes=(PASSWORD_SENT_IN_CLEAR_AFTER_A_REDIRECT,),
)

redirecting_index_with_a_login_at_a_port_needs_an_authority = login_does_not_follow_to_another_port.control(
    without=PUBLIC
)

cookie_of_a_second_request_stays_with_the_index = cookie_stays_with_the_index.but(
    claim="A cookie that the index is sent with a second request does not follow it to a host of another name.",
    options=(SAY_LITTLE, Option("--extra-index-url {index_url}again/")),
)

second_request_with_a_cookie_needs_an_authority = cookie_of_a_second_request_stays_with_the_index.control(
    without=PUBLIC
)
