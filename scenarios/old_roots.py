"""Old roots: the authorities' own certificates break a rule that Python 3.13 is strict about.

In :mod:`scenarios.odd_certificates` the root is good, and a certificate without an authority key identifier can be
replaced. Here the root is to blame: if its basic constraints are not critical, it is refused whatever it has signed; if
it has no key identifier, no certificate that it signs can name that, and the certificate is refused first.
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
    because="What was accepted of an authority before Python 3.13 stays accepted.",
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
    claim="A root without a key identifier vouches for the origin.",
    roots=Root.OLD_STYLE,
    origin_certificate=Certificate.OLD_STYLE,
)

old_root_of_another = old_root_is_tolerated.control(without=PUBLIC, instead=CORPORATE)

old_root_is_tolerated_with_legacy_certs = uncritical_root_is_tolerated_with_legacy_certs.but(
    claim="With legacy-certs too, a root without a key identifier vouches for the origin.",
    roots=Root.OLD_STYLE,
    origin_certificate=Certificate.OLD_STYLE,
    exposes=(OLD_STYLE_REFUSED_WITH_LEGACY_CERTS,),
)

old_root_of_another_with_legacy_certs = old_root_is_tolerated_with_legacy_certs.control(
    without=PUBLIC, instead=CORPORATE
)

old_root_of_a_proxy_is_tolerated = uncritical_root_of_a_proxy_is_tolerated.but(
    claim="A root without a key identifier vouches for a proxy.",
    roots=Root.OLD_STYLE,
    proxy_certificate=Certificate.OLD_STYLE,
    origin_certificate=Certificate.OLD_STYLE,
    exposes=(OLD_STYLE_REFUSED_ON_THE_PROXY_LEG, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

old_root_of_another_proxy = old_root_of_a_proxy_is_tolerated.control(without=CORPORATE)
