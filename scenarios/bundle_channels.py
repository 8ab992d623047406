"""Bundle channels: the ways by which a bundle is named, each with every other store empty."""

from harness.model import PUBLIC, STRANGER, Accepts, Scenario, Trust
from scenarios.topologies import DIRECT, TUNNELLED

cert_flag_vouches_for_the_origin = Scenario(
    claim="--cert alone verifies the origin.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    expect=Accepts(),
    because="The flag names the bundle.",
)

cert_flag_names_a_strangers_bundle = cert_flag_vouches_for_the_origin.control(without=PUBLIC, instead=STRANGER)

pip_cert_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="PIP_CERT alone verifies the origin.",
    trust=Trust(pip_cert={PUBLIC}),
    because="The variable stands for the flag.",
)

pip_cert_names_a_strangers_bundle = pip_cert_vouches_for_the_origin.control(without=PUBLIC, instead=STRANGER)

configuration_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="The configuration file's cert alone verifies the origin.",
    trust=Trust(pip_conf={PUBLIC}),
    because="The setting stands for the flag.",
)

configuration_names_a_strangers_bundle = configuration_vouches_for_the_origin.control(without=PUBLIC, instead=STRANGER)

requests_ca_bundle_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="REQUESTS_CA_BUNDLE alone verifies the origin.",
    trust=Trust(requests_ca_bundle={PUBLIC}),
    because="requests, inside pip, reads it.",
)

requests_ca_bundle_names_a_strangers_bundle = requests_ca_bundle_vouches_for_the_origin.control(
    without=PUBLIC, instead=STRANGER
)

curl_ca_bundle_vouches_for_the_origin = cert_flag_vouches_for_the_origin.but(
    claim="CURL_CA_BUNDLE alone verifies the origin.",
    trust=Trust(curl_ca_bundle={PUBLIC}),
    because="requests, inside pip, reads it where REQUESTS_CA_BUNDLE is not set.",
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
