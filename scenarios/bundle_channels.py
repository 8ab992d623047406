"""Bundle channels: the ways to name a bundle, each with every other store empty."""

from harness.model import CORPORATE, LEGACY_CERTS, PUBLIC, STRANGER, Accepts, Index, Scenario, Trust
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

cert_flag_vouches_for_the_origin = Scenario(
    claim="--cert alone verifies the origin.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    expect=Accepts(),
    because="The option names the bundle to trust.",
)

cert_flag_names_a_strangers_bundle = cert_flag_vouches_for_the_origin.control(without=PUBLIC, instead=STRANGER)

pip_cert_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="PIP_CERT alone verifies the origin.",
    trust=Trust(pip_cert={PUBLIC}),
    because="The variable stands for --cert.",
)

pip_cert_names_a_strangers_bundle = pip_cert_vouches_for_the_origin.control(without=PUBLIC, instead=STRANGER)

configuration_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="The cert setting of the configuration file alone verifies the origin.",
    trust=Trust(pip_conf={PUBLIC}),
    because="The setting stands for --cert.",
)

configuration_names_a_strangers_bundle = configuration_vouches_for_the_origin.control(without=PUBLIC, instead=STRANGER)

requests_ca_bundle_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="REQUESTS_CA_BUNDLE alone verifies the origin.",
    trust=Trust(requests_ca_bundle={PUBLIC}),
    because="In clients built on requests, the variable names the bundle to trust.",
)

requests_ca_bundle_names_a_strangers_bundle = requests_ca_bundle_vouches_for_the_origin.control(
    without=PUBLIC, instead=STRANGER
)

requests_ca_bundle_vouches_after_a_redirect = requests_ca_bundle_vouches_for_the_origin.but(
    claim="With legacy-certs, REQUESTS_CA_BUNDLE alone verifies the origin to which an index redirects.",
    options=(LEGACY_CERTS,),
    index=Index.REDIRECTED,
    because="The request after a redirect is one like any other.",
)

requests_ca_bundle_names_a_strangers_bundle_for_a_redirect = requests_ca_bundle_vouches_after_a_redirect.control(
    without=PUBLIC, instead=STRANGER
)

curl_ca_bundle_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="CURL_CA_BUNDLE alone verifies the origin.",
    trust=Trust(curl_ca_bundle={PUBLIC}),
    because="In clients built on requests, it counts where REQUESTS_CA_BUNDLE is not set.",
)

curl_ca_bundle_names_a_strangers_bundle = curl_ca_bundle_vouches_for_the_origin.control(
    without=PUBLIC, instead=STRANGER
)

pip_cert_vouches_through_a_tunnel = pip_cert_vouches_for_the_origin.but(
    claim="PIP_CERT alone verifies the origin through a tunnel.",
    topology=TUNNELLED,
)

pip_cert_names_a_strangers_bundle_through_a_tunnel = pip_cert_vouches_through_a_tunnel.control(
    without=PUBLIC, instead=STRANGER
)

requests_ca_bundle_vouches_through_a_tunnel = requests_ca_bundle_vouches_for_the_origin.but(
    claim="REQUESTS_CA_BUNDLE alone verifies the origin through a tunnel.",
    topology=TUNNELLED,
)

requests_ca_bundle_names_a_strangers_bundle_through_a_tunnel = requests_ca_bundle_vouches_through_a_tunnel.control(
    without=PUBLIC, instead=STRANGER
)

requests_ca_bundle_vouches_for_both_legs = requests_ca_bundle_vouches_through_a_tunnel.but(
    claim="REQUESTS_CA_BUNDLE alone verifies the proxy and the origin.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(requests_ca_bundle={CORPORATE, PUBLIC}),
)

requests_ca_bundle_does_not_vouch_for_the_proxy = requests_ca_bundle_vouches_for_both_legs.control(without=CORPORATE)

curl_ca_bundle_vouches_for_both_legs = requests_ca_bundle_vouches_for_both_legs.but(
    claim="CURL_CA_BUNDLE alone verifies the proxy and the origin.",
    trust=Trust(curl_ca_bundle={CORPORATE, PUBLIC}),
)

curl_ca_bundle_does_not_vouch_for_the_proxy = curl_ca_bundle_vouches_for_both_legs.control(without=CORPORATE)
