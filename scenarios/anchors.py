"""Anchors: a bundle that holds other certificates beside an authority's own, or in its place."""

from harness.model import (
    CORPORATE,
    LEGACY_CERTS,
    PUBLIC,
    STRANGER,
    Accepts,
    Certificate,
    Leg,
    Reason,
    Rejects,
    Root,
    Scenario,
    Trust,
)
from scenarios.defects.anchors import (
    CROSS_SIGNED_HIDES_THE_ROOT,
    CROSS_SIGNED_HIDES_THE_ROOT_OF_A_PROXY,
    PARTIAL_CHAIN_ON_BOTH_LEGS,
    PARTIAL_CHAIN_ON_THE_PROXY_LEG,
    PARTIAL_CHAIN_WITH_LEGACY_CERTS,
    PARTIAL_CHAIN_WITHOUT_A_CONTEXT,
)
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

intermediate_is_no_anchor = Scenario(
    claim="An intermediate in the bundle does not vouch for the origin without its root.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    roots=Root.INTERMEDIATE_ALONE,
    origin_certificate=Certificate.BY_INTERMEDIATE,
    expect=Rejects(Leg.ORIGIN),
    because="A path of certificates ends in a self-signed one, unless a client is asked to end it before.",
    by_design="openssl/openssl#7871",
    exposes=(PARTIAL_CHAIN_WITHOUT_A_CONTEXT,),
)

intermediate_that_is_not_shown_is_no_anchor = intermediate_is_no_anchor.but(
    claim="An intermediate in the bundle does not vouch without its root for an origin that leaves it out.",
    origin_certificate=Certificate.INTERMEDIATE_MISSING,
)

intermediate_is_no_anchor_with_legacy_certs = intermediate_is_no_anchor.but(
    claim="With legacy-certs, an intermediate in the bundle does not vouch for the origin without its root.",
    options=(LEGACY_CERTS,),
    exposes=(PARTIAL_CHAIN_WITH_LEGACY_CERTS,),
)

intermediate_is_no_anchor_for_a_proxy = intermediate_is_no_anchor.but(
    claim="An intermediate in the bundle does not vouch for a proxy without its root.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    proxy_certificate=Certificate.BY_INTERMEDIATE,
    expect=Rejects(Leg.PROXY),
    exposes=(PARTIAL_CHAIN_ON_THE_PROXY_LEG, PARTIAL_CHAIN_ON_BOTH_LEGS),
)

intermediate_is_shown = intermediate_is_no_anchor.but(
    claim="A root vouches for an origin that shows the intermediate that signed for it.",
    roots=Root.GOOD,
    expect=Accepts(),
    because="The origin shows each certificate on the way to the root.",
    by_design="",
    exposes=(),
)

intermediate_beside_the_root_is_found = intermediate_is_shown.but(
    claim="An intermediate beside its root in the bundle makes up for an origin that leaves it out.",
    roots=Root.WITH_INTERMEDIATE,
    origin_certificate=Certificate.INTERMEDIATE_MISSING,
    because="What the origin does not show is looked for in the bundle.",
)

intermediate_of_a_stranger_beside_a_root = intermediate_beside_the_root_is_found.control(
    without=PUBLIC, instead=STRANGER
)

intermediate_beside_the_root_is_found_through_a_tunnel = intermediate_beside_the_root_is_found.but(
    claim="Through a tunnel, an intermediate beside its root makes up for an origin that leaves it out.",
    topology=TUNNELLED,
)

intermediate_of_a_stranger_beside_a_root_through_a_tunnel = (
    intermediate_beside_the_root_is_found_through_a_tunnel.control(without=PUBLIC, instead=STRANGER)
)

root_has_expired = intermediate_is_no_anchor.but(
    claim="A root that has expired does not vouch for the origin.",
    roots=Root.EXPIRED,
    origin_certificate=Certificate.GOOD,
    expect=Rejects(Leg.ORIGIN, Reason.EXPIRED),
    because="Each certificate of a path must be valid today, the root too.",
    by_design="",
    exposes=(),
)

expired_root_comes_before_a_good_one = root_has_expired.but(
    claim="An expired root does not hide a good one of the same name and key that comes after it.",
    roots=Root.EXPIRED_FIRST,
    expect=Accepts(),
    because="Of several authorities with one name, one that is valid is enough.",
)

expired_root_comes_after_a_good_one = expired_root_comes_before_a_good_one.but(
    claim="An expired root does not hide a good one of the same name and key that comes before it.",
    roots=Root.EXPIRED_LAST,
)

root_is_there_twice = expired_root_comes_before_a_good_one.but(
    claim="A root that is in the bundle twice vouches for the origin.",
    roots=Root.TWICE,
    because="The second copy changes nothing.",
)

strangers_root_is_there_twice = root_is_there_twice.control(without=PUBLIC, instead=STRANGER)

cross_signed_root_comes_after_a_good_one = root_is_there_twice.but(
    claim="A root that a stranger has signed too does not hide the one that comes before it.",
    roots=Root.CROSS_SIGNED_LAST,
    because="The root that has signed itself is trusted, whoever else has signed its key.",
)

cross_signed_root_comes_before_a_good_one = cross_signed_root_comes_after_a_good_one.but(
    claim="A root that a stranger has signed too does not hide the one that comes after it.",
    roots=Root.CROSS_SIGNED_FIRST,
    exposes=(CROSS_SIGNED_HIDES_THE_ROOT,),
)

cross_signed_root_alone = intermediate_is_no_anchor.but(
    claim="A root that only a stranger has signed does not vouch for the origin without the stranger's.",
    roots=Root.CROSS_SIGNED_ALONE,
    origin_certificate=Certificate.GOOD,
)

cross_signed_root_alone_for_a_proxy = intermediate_is_no_anchor_for_a_proxy.but(
    claim="A root that only a stranger has signed does not vouch for a proxy without the stranger's.",
    roots=Root.CROSS_SIGNED_ALONE,
    proxy_certificate=Certificate.GOOD,
    origin_certificate=Certificate.GOOD,
)

cross_signed_root_of_a_proxy_comes_before_a_good_one = cross_signed_root_alone_for_a_proxy.but(
    claim="A root of a proxy that a stranger has signed too does not hide the one that comes after it.",
    roots=Root.CROSS_SIGNED_FIRST,
    expect=Accepts(),
    because="The root that has signed itself is trusted, whoever else has signed its key.",
    by_design="",
    exposes=(CROSS_SIGNED_HIDES_THE_ROOT_OF_A_PROXY, CROSS_SIGNED_HIDES_THE_ROOT),
)

self_signed_authority_is_its_own_anchor = root_is_there_twice.but(
    claim="A self-signed certificate of an authority vouches for itself if it is in the bundle.",
    roots=Root.LEAF_CA,
    origin_certificate=Certificate.SELF_SIGNED_CA,
    because="The certificate that is shown is the very one that is trusted.",
)

self_signed_authority_is_in_no_bundle = self_signed_authority_is_its_own_anchor.control(
    without=PUBLIC, instead=CORPORATE
)

self_signed_leaf_is_its_own_anchor = self_signed_authority_is_its_own_anchor.but(
    claim="A self-signed certificate of no authority vouches for itself if it is in the bundle.",
    roots=Root.LEAF,
    origin_certificate=Certificate.SELF_SIGNED,
)

self_signed_leaf_is_in_no_bundle = self_signed_leaf_is_its_own_anchor.control(without=PUBLIC, instead=CORPORATE)

self_signed_unconstrained_leaf_is_its_own_anchor = self_signed_authority_is_its_own_anchor.but(
    claim="A self-signed certificate without basic constraints vouches for itself if it is in the bundle.",
    roots=Root.LEAF_UNCONSTRAINED,
    origin_certificate=Certificate.SELF_SIGNED_UNCONSTRAINED,
)

self_signed_unconstrained_leaf_is_in_no_bundle = self_signed_unconstrained_leaf_is_its_own_anchor.control(
    without=PUBLIC, instead=CORPORATE
)
