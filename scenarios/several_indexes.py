"""Several indexes, each on a host that another authority signed: who vouches for one decides for that one alone.

Only one of them has the file that is asked for.
"""

from harness.model import (
    CORPORATE,
    PUBLIC,
    Accepts,
    Breaks,
    Cache,
    Channel,
    Index,
    Leg,
    Login,
    Option,
    Rejects,
    Scenario,
    Trust,
    Unverified,
    Variable,
)
from scenarios.addresses import INDEX, OTHER
from scenarios.defects.credentials import INDEX_PASSWORD_PRINTED, INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL
from scenarios.topologies import DIRECT

both_are_vouched_for = Scenario(
    claim="The file comes from the extra index that has it, where both indexes are vouched for.",
    topology=DIRECT,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    index=Index.EMPTY_BESIDE_ANOTHER,
    options=(Option("--extra-index-url {other_index_url}"),),
    expect=Accepts(),
    because="Each index is verified by the authority that signed for it.",
)

page_in_the_cache_is_of_one_index = both_are_vouched_for.but(
    claim="A page of one index in the cache is not taken for that of another, though both are at the same path.",
    index=Index.LISTED_BESIDE_ANOTHER,
    cache=Cache.ON,
    because="What is cached is what one host said, and the other host has the file.",
)

page_in_the_cache_does_not_vouch = page_in_the_cache_is_of_one_index.control(
    without=CORPORATE,
    claim="With the cache on, an extra index is refused if nobody vouches for it.",
    because="No store holds the authority that signed its certificate.",
)

nobody_vouches_for_the_extra_index = both_are_vouched_for.control(
    without=CORPORATE,
    claim="The extra index that has the file is refused if nobody vouches for it, whoever vouches for the other.",
    because="No store holds the authority that signed its certificate.",
)

first_index_is_refused = both_are_vouched_for.but(
    claim="An index that is refused does not keep the file from coming from the extra index.",
    trust=Trust(cert_flag={CORPORATE}),
    because="Each index is asked by itself, and one that cannot be verified has nothing to say.",
)

extra_index_is_refused = both_are_vouched_for.but(
    claim="An extra index that is refused does not keep the file from coming from the first.",
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.BESIDE_AN_EMPTY_ONE,
    because="Each index is asked by itself, and one that cannot be verified has nothing to say.",
)

nobody_vouches_for_the_first_index = extra_index_is_refused.but(
    claim="The index that has the file is refused if nobody vouches for it, whoever vouches for an extra one.",
    trust=Trust(cert_flag={CORPORATE}),
    expect=Rejects(Leg.ORIGIN),
    because="No store holds the authority that signed its certificate.",
)

page_of_links_stands_alone = both_are_vouched_for.but(
    claim="With --no-index the file comes from a page of links, whoever vouches for the index.",
    trust=Trust(cert_flag={CORPORATE}),
    options=(Option("--no-index --find-links {other_index_url}demo/"),),
    because="Then the index is not asked.",
)

nobody_vouches_for_the_page_that_stands_alone = page_of_links_stands_alone.control(
    without=CORPORATE,
    claim="With --no-index a page of links is refused if nobody vouches for its host.",
    because="No store holds the authority that signed its certificate.",
)

extra_index_alone_is_trusted = both_are_vouched_for.but(
    claim="An extra index that alone is named by --trusted-host is not verified.",
    trust=Trust(cert_flag={PUBLIC}),
    origin_at=INDEX,
    elsewhere_at=OTHER,
    options=(Option("--extra-index-url {other_index_url} --trusted-host {elsewhere}"),),
    expect=Unverified(Leg.ORIGIN),
    because="The user says so of this host.",
)

extra_index_that_is_trusted_does_not_vouch = extra_index_is_refused.but(
    claim="An index is refused though an extra one is named by --trusted-host.",
    trust=Trust(cert_flag={CORPORATE}),
    origin_at=INDEX,
    elsewhere_at=OTHER,
    options=(Option("--extra-index-url {other_index_url} --trusted-host {elsewhere}"),),
    expect=Rejects(Leg.ORIGIN),
    because="The user says so of the other host alone.",
)

no_proxy_is_for_the_extra_index_alone = both_are_vouched_for.but(
    claim="NO_PROXY for an extra index keeps that one alone from a proxy that is dead.",
    origin_at=INDEX,
    elsewhere_at=OTHER,
    dead_proxy_set_by=Channel.ENVIRONMENT,
    variables=(Variable("no_proxy={elsewhere_host} NO_PROXY={elsewhere_host}"),),
    because="Each index is reached by the way that is for its own host.",
)

no_proxy_for_the_extra_index_does_not_vouch = no_proxy_is_for_the_extra_index_alone.control(
    without=CORPORATE,
    claim="NO_PROXY for an extra index does not vouch for it.",
    because="No store holds the authority that signed its certificate.",
)

no_proxy_is_for_the_first_index_alone = no_proxy_is_for_the_extra_index_alone.but(
    claim="NO_PROXY for an index does not keep the extra one from a proxy that is dead.",
    variables=(Variable("no_proxy={origin_host} NO_PROXY={origin_host}"),),
    expect=Breaks("http_404"),
)

each_is_told_its_own_login = both_are_vouched_for.but(
    claim="Each of two indexes on two hosts is told its own user and password.",
    origin_at=INDEX,
    elsewhere_at=OTHER,
    index=Index.EMPTY_BESIDE_ANOTHER_WITH_LOGINS,
    login=Login.IN_URL,
    because="A user and password are for the host in whose URL they are.",
    exposes=(INDEX_PASSWORD_PRINTED,),
)

login_is_not_for_an_extra_index_that_is_refused = each_is_told_its_own_login.control(
    without=CORPORATE,
    claim="An extra index that nobody vouches for is told no user and no password.",
    because="No store holds the authority that signed its certificate.",
    exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,),
)
