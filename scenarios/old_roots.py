"""Old roots: the authorities' own certificates break a rule that Python 3.13 is strict about.

A certificate without an authority key identifier under a good root, in :mod:`scenarios.odd_certificates`, can be
issued anew alone. Here the root is to blame: with basic constraints that are not critical it is refused whatever it
has signed; without a key identifier no certificate can have one of its authority, and that is refused first.
"""

from harness.model import CORPORATE, LEGACY_CERTS, PUBLIC, Accepts, Certificate, Root, Scenario, Trust
from scenarios.defects.certificates import (
    OLD_STYLE_REFUSED_ON_THE_PROXY_LEG,
    OLD_STYLE_REFUSED_WITH_LEGACY_CERTS,
    STRICT_CONTEXT_REFUSES_OLD_STYLE,
    UNCRITICAL_ROOT_REFUSED_ON_THE_PROXY_LEG,
    UNCRITICAL_ROOT_REFUSED_WITH_LEGACY_CERTS,
)
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG
from scenarios.topologies import DIRECT, TUNNELLED_OVER_TLS

uncritical_root_is_tolerated = Scenario(
    claim="A root whose basic constraints are not critical vouches for the origin.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    roots=Root.UNCRITICAL,
    expect=Accepts(),
    because="truststore's context is not strict about certificates, and neither are Pythons before 3.13.",
    exposes=(STRICT_CONTEXT_REFUSES_OLD_STYLE,),
)

uncritical_root_of_another = uncritical_root_is_tolerated.control(without=PUBLIC, instead=CORPORATE)

uncritical_root_is_tolerated_with_legacy_certs = uncritical_root_is_tolerated.but(
    claim="With legacy-certs too, a root whose basic constraints are not critical vouches for the origin.",
    options=(LEGACY_CERTS,),
    because="What was accepted of an authority stays accepted.",
    exposes=(UNCRITICAL_ROOT_REFUSED_WITH_LEGACY_CERTS,),
)

uncritical_root_of_another_with_legacy_certs = uncritical_root_is_tolerated_with_legacy_certs.control(
    without=PUBLIC, instead=CORPORATE
)

uncritical_root_of_a_proxy_is_tolerated = uncritical_root_is_tolerated.but(
    claim="A root whose basic constraints are not critical vouches for a proxy.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    because="What is accepted on the leg to the origin is accepted on the leg to the proxy.",
    exposes=(UNCRITICAL_ROOT_REFUSED_ON_THE_PROXY_LEG, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

uncritical_root_of_another_proxy = uncritical_root_of_a_proxy_is_tolerated.control(without=CORPORATE)

old_root_is_tolerated = uncritical_root_is_tolerated.but(
    claim="A root in the old style vouches for the origin.",
    roots=Root.OLD_STYLE,
    origin_certificate=Certificate.OLD_STYLE,
)

old_root_of_another = old_root_is_tolerated.control(without=PUBLIC, instead=CORPORATE)

old_root_is_tolerated_with_legacy_certs = uncritical_root_is_tolerated_with_legacy_certs.but(
    claim="With legacy-certs too, a root in the old style vouches for the origin.",
    roots=Root.OLD_STYLE,
    origin_certificate=Certificate.OLD_STYLE,
    exposes=(OLD_STYLE_REFUSED_WITH_LEGACY_CERTS,),
)

old_root_of_another_with_legacy_certs = old_root_is_tolerated_with_legacy_certs.control(
    without=PUBLIC, instead=CORPORATE
)

old_root_of_a_proxy_is_tolerated = uncritical_root_of_a_proxy_is_tolerated.but(
    claim="A root in the old style vouches for a proxy.",
    roots=Root.OLD_STYLE,
    proxy_certificate=Certificate.OLD_STYLE,
    origin_certificate=Certificate.OLD_STYLE,
    exposes=(OLD_STYLE_REFUSED_ON_THE_PROXY_LEG, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

old_root_of_another_proxy = old_root_of_a_proxy_is_tolerated.control(without=CORPORATE)
