"""Proxy addresses as people write them: with a slash, a path, an upper-case scheme, quotes; and PIP_PROXY."""

from harness.model import PUBLIC, Accepts, Breaks, Channel, Scenario, Spelling, Trust
from scenarios.defects.options import OPTION_LOSES_TO_THE_ENVIRONMENT
from scenarios.topologies import TUNNELLED

pip_proxy_names_the_proxy = Scenario(
    claim="PIP_PROXY names the proxy.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_set_by=Channel.PIP_PROXY,
    expect=Accepts(),
    because="The variable stands for --proxy.",
)

pip_proxy_does_not_vouch = pip_proxy_names_the_proxy.control(without=PUBLIC)

pip_proxy_wins_over_the_environment = pip_proxy_names_the_proxy.but(
    claim="PIP_PROXY wins over the environment's proxy.",
    dead_proxy_set_by=Channel.ENVIRONMENT,
    because="It stands for --proxy, and so wins over variables that are not the client's own.",
    exposes=(OPTION_LOSES_TO_THE_ENVIRONMENT,),
)

pip_proxy_wins_and_does_not_vouch = pip_proxy_wins_over_the_environment.control(
    without=PUBLIC, exposes=(OPTION_LOSES_TO_THE_ENVIRONMENT,)
)

flag_wins_over_pip_proxy = pip_proxy_names_the_proxy.but(
    claim="--proxy wins over PIP_PROXY.",
    proxy_set_by=Channel.FLAG,
    dead_proxy_set_by=Channel.PIP_PROXY,
    because="The command line wins over variables.",
)

flag_over_pip_proxy_does_not_vouch = flag_wins_over_pip_proxy.control(without=PUBLIC)

slash_after_the_port_is_no_part_of_the_address = pip_proxy_names_the_proxy.but(
    claim="A proxy's URL may end in a slash.",
    proxy_set_by=Channel.ENVIRONMENT,
    proxy_spelled=Spelling.TRAILING_SLASH,
    because="Only the scheme, host and port of a proxy's URL count.",
)

slash_after_the_port_does_not_vouch = slash_after_the_port_is_no_part_of_the_address.control(without=PUBLIC)

path_is_no_part_of_the_address = slash_after_the_port_is_no_part_of_the_address.but(
    claim="A path in a proxy's URL is ignored.",
    proxy_spelled=Spelling.WITH_A_PATH,
)

path_does_not_vouch = path_is_no_part_of_the_address.control(without=PUBLIC)

upper_case_scheme_is_a_scheme = slash_after_the_port_is_no_part_of_the_address.but(
    claim="The scheme of a proxy's URL may be in upper case.",
    proxy_spelled=Spelling.UPPER_CASE_SCHEME,
    because="Schemes are compared without regard to case (RFC 3986, 3.1).",
)

upper_case_scheme_does_not_vouch = upper_case_scheme_is_a_scheme.control(without=PUBLIC)

quotes_are_no_part_of_a_url = slash_after_the_port_is_no_part_of_the_address.but(
    claim="With quotes around the proxy's URL nothing is asked.",
    proxy_spelled=Spelling.QUOTED,
    expect=Breaks("nothing_asked"),
    because="No shell has read the value, so that the quotes are a part of it.",
)

one_slash_is_no_url = quotes_are_no_part_of_a_url.but(
    claim="With one slash after the scheme of the proxy's URL nothing is asked.",
    proxy_spelled=Spelling.ONE_SLASH,
    because="Such a URL has no host.",
    by_design="psf/requests#4353",
)
