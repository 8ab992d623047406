"""Odd certificates: each is odd in one way, though its authority is trusted; direct, and on the leg to a proxy."""

from harness.model import (
    CORPORATE,
    LEGACY_CERTS,
    PUBLIC,
    Accepts,
    Certificate,
    Index,
    Leg,
    Reason,
    Rejects,
    Scenario,
    Trust,
)
from scenarios.defects.certificates import (
    COMMON_NAME_COUNTS,
    COMMON_NAME_COUNTS_UNTIL_A_REDIRECT,
    COMMON_NAME_COUNTS_WITH_LEGACY_CERTS,
    COMMON_NAME_OF_A_PROXY_COUNTS,
    OLD_STYLE_REFUSED_ON_THE_PROXY_LEG,
    OLD_STYLE_REFUSED_WITH_LEGACY_CERTS,
    STRICT_CONTEXT_REFUSES_OLD_STYLE,
)
from scenarios.defects.contexts import IP_ADDRESS_ENDS_IN_A_TRACEBACK_AFTER_UNVERIFIED_PAGES, PROXY_NAME_UNCHECKED
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG
from scenarios.topologies import DIRECT, TUNNELLED_OVER_TLS

origin_is_not_yet_valid = Scenario(
    claim="A certificate that is not yet valid is refused.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    origin_certificate=Certificate.NOT_YET_VALID,
    expect=Rejects(Leg.ORIGIN, Reason.NOT_YET_VALID),
    because="A trusted authority vouches only from the certificate's first day on.",
)

origin_is_known_by_its_address_only = origin_is_not_yet_valid.but(
    claim="A certificate for the origin's IP address is refused if the URL has its name.",
    origin_certificate=Certificate.ADDRESSES_ONLY,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="A certificate must hold the name in the URL, not the address that it resolves to.",
)

proxy_is_known_by_its_address_only = origin_is_known_by_its_address_only.but(
    claim="A certificate for a proxy's IP address is refused if the proxy's URL has its name.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    proxy_certificate=Certificate.ADDRESSES_ONLY,
    origin_certificate=Certificate.GOOD,
    expect=Rejects(Leg.PROXY, Reason.WRONG_NAME),
    exposes=(PROXY_NAME_UNCHECKED, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

origin_has_a_certificate_for_clients = origin_is_not_yet_valid.but(
    claim="An origin that shows a certificate for clients is refused.",
    origin_certificate=Certificate.FOR_CLIENTS,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_USE),
    because="Its extended key usage leaves servers out.",
)

origin_leaves_out_the_intermediate = origin_is_not_yet_valid.but(
    claim="A certificate is refused if the intermediate that signed it is not shown with it.",
    origin_certificate=Certificate.INTERMEDIATE_MISSING,
    expect=Rejects(Leg.ORIGIN),
    because="Nothing else links the certificate to the authority that is trusted.",
)

origin_shows_its_root_too = origin_is_not_yet_valid.but(
    claim="A certificate is accepted if its root is shown with it.",
    origin_certificate=Certificate.CHAIN_WITH_ROOT,
    expect=Accepts(),
    because="The root may be left out, and does no harm.",
)

origin_shows_a_strangers_root_too = origin_shows_its_root_too.control(
    without=PUBLIC,
    instead=CORPORATE,
    claim="A certificate is refused though its root is shown with it, if nobody vouches for that.",
)

origin_shows_its_chain_out_of_order = origin_shows_its_root_too.but(
    claim="A certificate is accepted if its root is shown before the intermediate.",
    origin_certificate=Certificate.CHAIN_OUT_OF_ORDER,
    because="A client looks for each issuer among all that it is shown.",
)

origin_shows_another_authority_too = origin_shows_its_chain_out_of_order.but(
    claim="A certificate is accepted if an authority is shown with it that has nothing to do with it.",
    origin_certificate=Certificate.CHAIN_WITH_A_STRANGER,
)

origin_has_an_expired_intermediate = origin_is_not_yet_valid.but(
    claim="A certificate is refused if the intermediate that signed it has expired.",
    origin_certificate=Certificate.INTERMEDIATE_EXPIRED,
    expect=Rejects(Leg.ORIGIN, Reason.EXPIRED),
    because="Each certificate on the way to the trusted authority must be valid today.",
)

origin_is_outside_the_constraints = origin_is_not_yet_valid.but(
    claim="A certificate is refused if the intermediate that signed it may not sign for its name.",
    origin_certificate=Certificate.OUTSIDE_CONSTRAINTS,
    expect=Rejects(Leg.ORIGIN, Reason.RULE_BROKEN),
    because="The intermediate's name constraints permit only another name.",
)

common_name_is_no_name = origin_is_not_yet_valid.but(
    claim="A certificate that has the host's name only in its subject is refused.",
    origin_certificate=Certificate.COMMON_NAME_ONLY,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="A host's names are those in subjectAltName; the common name is not one of them (RFC 9525).",
    exposes=(COMMON_NAME_COUNTS,),
)

common_name_is_no_name_of_an_index_that_redirects = common_name_is_no_name.but(
    claim="A certificate that has the host's name only in its subject is refused before the index can redirect.",
    index=Index.REDIRECTED_TO_ANOTHER_HOST,
    exposes=(COMMON_NAME_COUNTS_UNTIL_A_REDIRECT, IP_ADDRESS_ENDS_IN_A_TRACEBACK_AFTER_UNVERIFIED_PAGES),
)

common_name_is_no_name_of_an_index_with_files_elsewhere = common_name_is_no_name_of_an_index_that_redirects.but(
    claim="A certificate that has the host's name only in its subject is refused before pages name another host.",
    index=Index.FILES_ON_SECOND_HOST,
)

common_name_is_no_name_with_legacy_certs = common_name_is_no_name.but(
    claim="With legacy-certs, a certificate that has the host's name only in its subject is refused.",
    options=(LEGACY_CERTS,),
    exposes=(COMMON_NAME_COUNTS_WITH_LEGACY_CERTS,),
)

common_name_of_a_proxy_is_no_name = common_name_is_no_name.but(
    claim="A proxy whose certificate has its name only in its subject is refused.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    proxy_certificate=Certificate.COMMON_NAME_ONLY,
    origin_certificate=Certificate.GOOD,
    expect=Rejects(Leg.PROXY, Reason.WRONG_NAME),
    exposes=(COMMON_NAME_OF_A_PROXY_COUNTS, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

old_style_certificate_is_tolerated = origin_is_not_yet_valid.but(
    claim="A certificate without an authority key identifier, as old roots sign them, is accepted.",
    origin_certificate=Certificate.OLD_STYLE,
    expect=Accepts(),
    because="What was accepted of an authority before Python 3.13 stays accepted.",
    exposes=(STRICT_CONTEXT_REFUSES_OLD_STYLE,),
)

old_style_certificate_of_a_stranger = old_style_certificate_is_tolerated.control(without=PUBLIC, instead=CORPORATE)

old_style_certificate_is_tolerated_with_legacy_certs = old_style_certificate_is_tolerated.but(
    claim="With legacy-certs too, a certificate without an authority key identifier is accepted.",
    options=(LEGACY_CERTS,),
    because="What was accepted of an authority stays accepted.",
    exposes=(OLD_STYLE_REFUSED_WITH_LEGACY_CERTS,),
)

old_style_certificate_of_a_stranger_with_legacy_certs = old_style_certificate_is_tolerated_with_legacy_certs.control(
    without=PUBLIC, instead=CORPORATE
)

old_style_proxy_is_tolerated = old_style_certificate_is_tolerated.but(
    claim="A proxy's certificate without an authority key identifier is accepted.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    proxy_certificate=Certificate.OLD_STYLE,
    origin_certificate=Certificate.GOOD,
    because="What is accepted on the leg to the origin is accepted on the leg to the proxy.",
    exposes=(OLD_STYLE_REFUSED_ON_THE_PROXY_LEG, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

old_style_proxy_of_a_stranger = old_style_proxy_is_tolerated.control(without=CORPORATE)
