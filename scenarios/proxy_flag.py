"""The proxy flag: if --proxy sets the proxy and no variable does, do the other settings count as before?"""

from harness.model import CORPORATE, PUBLIC, Accepts, Channel, Scenario, Trust
from scenarios.defects.contexts import BUNDLE_VARIABLE_LOST_ON_THE_PROXY_LEG, BUNDLE_VARIABLE_LOST_WITH_PROXY_FLAG
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG
from scenarios.topologies import TUNNELLED, TUNNELLED_OVER_TLS

bundle_variable_vouches_for_the_origin = Scenario(
    claim="REQUESTS_CA_BUNDLE verifies the origin through a proxy set by --proxy.",
    topology=TUNNELLED,
    trust=Trust(requests_ca_bundle={PUBLIC}),
    proxy_set_by=Channel.FLAG,
    expect=Accepts(),
    because="How a client learns of a proxy has nothing to do with whom it trusts.",
    exposes=(BUNDLE_VARIABLE_LOST_WITH_PROXY_FLAG,),
)

bundle_variable_does_not_vouch_for_the_origin = bundle_variable_vouches_for_the_origin.control(
    without=PUBLIC, instead=CORPORATE
)

curl_variable_vouches_for_the_origin = bundle_variable_vouches_for_the_origin.but(
    claim="CURL_CA_BUNDLE verifies the origin through a proxy set by --proxy.",
    trust=Trust(curl_ca_bundle={PUBLIC}),
)

curl_variable_does_not_vouch_for_the_origin = curl_variable_vouches_for_the_origin.control(
    without=PUBLIC, instead=CORPORATE
)

bundle_variable_vouches_beside_a_setting = bundle_variable_vouches_for_the_origin.but(
    claim="REQUESTS_CA_BUNDLE verifies the origin through a proxy set in the configuration file.",
    proxy_set_by=Channel.CONFIG,
)

bundle_variable_does_not_vouch_beside_a_setting = bundle_variable_vouches_beside_a_setting.control(
    without=PUBLIC, instead=CORPORATE
)

curl_variable_vouches_beside_a_setting = bundle_variable_vouches_beside_a_setting.but(
    claim="CURL_CA_BUNDLE verifies the origin through a proxy set in the configuration file.",
    trust=Trust(curl_ca_bundle={PUBLIC}),
)

curl_variable_does_not_vouch_beside_a_setting = curl_variable_vouches_beside_a_setting.control(
    without=PUBLIC, instead=CORPORATE
)

bundle_variable_vouches_for_both_legs = bundle_variable_vouches_for_the_origin.but(
    claim="REQUESTS_CA_BUNDLE verifies an https:// proxy set by --proxy, and the origin behind it.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(requests_ca_bundle={CORPORATE, PUBLIC}),
    exposes=(BUNDLE_VARIABLE_LOST_ON_THE_PROXY_LEG, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

bundle_variable_does_not_vouch_for_the_proxy = bundle_variable_vouches_for_both_legs.control(without=CORPORATE)

curl_variable_vouches_for_both_legs = bundle_variable_vouches_for_both_legs.but(
    claim="CURL_CA_BUNDLE verifies an https:// proxy set by --proxy, and the origin behind it.",
    trust=Trust(curl_ca_bundle={CORPORATE, PUBLIC}),
)

curl_variable_does_not_vouch_for_the_proxy = curl_variable_vouches_for_both_legs.control(without=CORPORATE)

cert_flag_vouches_for_the_origin = bundle_variable_vouches_for_the_origin.but(
    claim="--cert verifies the origin through a proxy set by --proxy.",
    trust=Trust(cert_flag={PUBLIC}),
    because="An option counts whatever the environment holds.",
    exposes=(),
)

cert_flag_does_not_vouch_for_the_origin = cert_flag_vouches_for_the_origin.control(without=PUBLIC, instead=CORPORATE)

cert_flag_vouches_for_both_legs = bundle_variable_vouches_for_both_legs.but(
    claim="--cert verifies an https:// proxy set by --proxy, and the origin behind it.",
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    because="An option counts whatever the environment holds.",
    exposes=(BUNDLE_LOST_ON_THE_PROXY_LEG,),
)

cert_flag_does_not_vouch_for_the_proxy = cert_flag_vouches_for_both_legs.control(without=CORPORATE)

bundle_variable_vouches_for_both_legs_beside_a_setting = bundle_variable_vouches_for_both_legs.but(
    claim="REQUESTS_CA_BUNDLE verifies an https:// proxy set in the configuration file, and the origin behind it.",
    proxy_set_by=Channel.CONFIG,
)

bundle_variable_does_not_vouch_for_a_proxy_that_is_set = bundle_variable_vouches_for_both_legs_beside_a_setting.control(
    without=CORPORATE
)

curl_variable_vouches_for_both_legs_beside_a_setting = bundle_variable_vouches_for_both_legs_beside_a_setting.but(
    claim="CURL_CA_BUNDLE verifies an https:// proxy set in the configuration file, and the origin behind it.",
    trust=Trust(curl_ca_bundle={CORPORATE, PUBLIC}),
)

curl_variable_does_not_vouch_for_a_proxy_that_is_set = curl_variable_vouches_for_both_legs_beside_a_setting.control(
    without=CORPORATE
)
