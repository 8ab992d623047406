"""Proxy channels: how a proxy's address is told and spelled, which one wins, and how to be told of none.

A dead proxy, at which nobody listens, shows that a channel counts.
"""

from harness.model import (
    EMPTY_PROXY,
    NO_PROXY_ENV,
    NO_PROXY_VARIABLE,
    PUBLIC,
    SOCKS_PROXY,
    Accepts,
    Breaks,
    Channel,
    Scenario,
    Spelling,
    Trust,
)
from scenarios.defects.early import PLAIN_PROXY_UNDER_AN_HTTPS_URL_USED
from scenarios.defects.options import (
    EMPTY_PROXY_OPTION_IGNORED,
    OPTION_LOSES_TO_THE_ENVIRONMENT,
    PROXY_BY_ADDRESS_NEEDS_A_SCHEME,
    PROXY_BY_NAME_NEEDS_A_SCHEME,
    PROXY_BY_NAME_NEEDS_A_SCHEME_ON_A_NEWER_PYTHON,
)
from scenarios.topologies import DIRECT, TUNNELLED

lower_case_variables_are_read = Scenario(
    claim="The lower-case variables alone name the proxy.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_set_by=Channel.LOWER_CASE,
    expect=Accepts(),
    because="Both cases are read.",
)

lower_case_variables_do_not_vouch = lower_case_variables_are_read.control(without=PUBLIC)

upper_case_variables_are_read = lower_case_variables_are_read.but(
    claim="The upper-case variables alone name the proxy.",
    proxy_set_by=Channel.UPPER_CASE,
)

upper_case_variables_do_not_vouch = upper_case_variables_are_read.control(without=PUBLIC)

lower_case_wins_over_upper_case = lower_case_variables_are_read.but(
    claim="The lower-case variables win over the upper-case ones.",
    dead_proxy_set_by=Channel.UPPER_CASE,
    because="Python's urllib, which requests asks, lets them win.",
)

lower_case_wins_and_does_not_vouch = lower_case_wins_over_upper_case.control(without=PUBLIC)

upper_case_loses_to_a_dead_proxy = upper_case_variables_are_read.but(
    claim="The upper-case variables do not help where the lower-case ones name a dead proxy.",
    dead_proxy_set_by=Channel.LOWER_CASE,
    expect=Breaks("nothing_asked"),
    because="Python's urllib, which requests asks, lets the lower-case ones win.",
)

all_proxy_is_read = lower_case_variables_are_read.but(
    claim="ALL_PROXY alone names the proxy.",
    proxy_set_by=Channel.ALL_PROXY,
    because="It counts where no variable names a proxy for the scheme.",
)

all_proxy_does_not_vouch = all_proxy_is_read.control(without=PUBLIC)

flag_wins_over_the_environment = lower_case_variables_are_read.but(
    claim="--proxy wins over the environment.",
    proxy_set_by=Channel.FLAG,
    dead_proxy_set_by=Channel.ENVIRONMENT,
    because="pip's command line wins over its environment.",
    exposes=(OPTION_LOSES_TO_THE_ENVIRONMENT,),
)

flag_wins_and_does_not_vouch = flag_wins_over_the_environment.control(
    without=PUBLIC, exposes=(OPTION_LOSES_TO_THE_ENVIRONMENT,)
)

configuration_wins_over_the_environment = flag_wins_over_the_environment.but(
    claim="A configured proxy wins over the environment's.",
    proxy_set_by=Channel.CONFIG,
    because="The setting stands for the flag, and so wins over variables that are not pip's own.",
)

configuration_wins_and_does_not_vouch = configuration_wins_over_the_environment.control(
    without=PUBLIC, exposes=(OPTION_LOSES_TO_THE_ENVIRONMENT,)
)

flag_wins_over_the_configuration = lower_case_variables_are_read.but(
    claim="--proxy wins over the configuration file's.",
    proxy_set_by=Channel.FLAG,
    dead_proxy_set_by=Channel.CONFIG,
    because="pip's command line wins over its configuration files.",
)

flag_over_the_configuration_does_not_vouch = flag_wins_over_the_configuration.control(without=PUBLIC)

no_proxy_keeps_a_host_direct = Scenario(
    claim="NO_PROXY keeps the origin's host from the environment's proxy.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    dead_proxy_set_by=Channel.ENVIRONMENT,
    variables=(NO_PROXY_VARIABLE,),
    expect=Accepts(),
    because="That is what the variable is for.",
)

no_proxy_does_not_vouch = no_proxy_keeps_a_host_direct.control(without=PUBLIC)

empty_flag_turns_the_environments_proxy_off = no_proxy_keeps_a_host_direct.but(
    claim="An empty --proxy turns the environment's proxy off.",
    variables=frozenset(),
    options=(EMPTY_PROXY,),
    because="Whoever names no proxy wants none.",
    exposes=(EMPTY_PROXY_OPTION_IGNORED,),
)

empty_flag_does_not_vouch = empty_flag_turns_the_environments_proxy_off.control(
    without=PUBLIC, exposes=(EMPTY_PROXY_OPTION_IGNORED,)
)

no_proxy_env_turns_the_environments_proxy_off = empty_flag_turns_the_environments_proxy_off.but(
    claim="--no-proxy-env turns the environment's proxy off.",
    options=(NO_PROXY_ENV,),
    because="That is what the option is for.",
    exposes=(),
)

no_proxy_env_does_not_vouch = no_proxy_env_turns_the_environments_proxy_off.control(without=PUBLIC)

socks_proxy_needs_what_pip_does_not_ship = Scenario(
    claim="With a SOCKS proxy in ALL_PROXY pip asks nobody anything.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    variables=(SOCKS_PROXY,),
    expect=Breaks("nothing_asked"),
    because="pip ships no PySocks, and cannot fetch it by way of that proxy.",
    by_design="pypa/pip#6668",
)

socks_proxy_is_turned_off = socks_proxy_needs_what_pip_does_not_ship.but(
    claim="--no-proxy-env turns a SOCKS proxy in ALL_PROXY off: so PySocks can be installed.",
    options=(NO_PROXY_ENV,),
    expect=Accepts(),
    because="That is what the option is for.",
    by_design="",
)

socks_proxy_turned_off_does_not_vouch = socks_proxy_is_turned_off.control(without=PUBLIC)

proxy_by_name_without_a_scheme = Scenario(
    claim="A proxy that is named as localhost:port is used.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_spelled=Spelling.NAME_AND_PORT,
    expect=Accepts(),
    because="curl and pip's own --help (until it was changed) spell it so.",
    exposes=(PROXY_BY_NAME_NEEDS_A_SCHEME, PROXY_BY_NAME_NEEDS_A_SCHEME_ON_A_NEWER_PYTHON),
)

proxy_by_name_does_not_vouch = proxy_by_name_without_a_scheme.control(
    without=PUBLIC,
    exposes=(
        PROXY_BY_NAME_NEEDS_A_SCHEME,
        PROXY_BY_NAME_NEEDS_A_SCHEME_ON_A_NEWER_PYTHON,
    ),
)

proxy_by_address_without_a_scheme = proxy_by_name_without_a_scheme.but(
    claim="A proxy that is named as address:port is used.",
    proxy_spelled=Spelling.ADDRESS_AND_PORT,
    exposes=(PROXY_BY_ADDRESS_NEEDS_A_SCHEME,),
)

proxy_by_address_does_not_vouch = proxy_by_address_without_a_scheme.control(
    without=PUBLIC, exposes=(PROXY_BY_ADDRESS_NEEDS_A_SCHEME,)
)

plain_proxy_is_named_as_an_https_one = proxy_by_name_without_a_scheme.but(
    claim="A plain proxy that is named by an https:// URL is not used: it is not what it is called.",
    proxy_spelled=Spelling.HTTPS_URL,
    expect=Breaks("nothing_asked"),
    because="Since urllib3 1.26 the scheme of a proxy's URL means TLS to the proxy.",
    by_design="urllib3/urllib3#2075",
    exposes=(PLAIN_PROXY_UNDER_AN_HTTPS_URL_USED,),
)
