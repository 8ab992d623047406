"""Proxy channels: how a client is given a proxy's address, in which spelling, which one wins, and how to use none.

A dead proxy, on whose port nobody listens, shows that a channel counts.
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
    Variable,
)
from scenarios.defects.early import PLAIN_PROXY_UNDER_AN_HTTPS_URL_USED
from scenarios.defects.options import (
    EMPTY_PROXY_OPTION_IGNORED,
    NO_PROXY_LOSES_TO_THE_OPTION,
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
    because="By convention the lower-case variables count where both are set.",
)

lower_case_wins_and_does_not_vouch = lower_case_wins_over_upper_case.control(without=PUBLIC)

upper_case_loses_to_a_dead_proxy = upper_case_variables_are_read.but(
    claim="The upper-case variables do not help where the lower-case ones name a dead proxy.",
    dead_proxy_set_by=Channel.LOWER_CASE,
    expect=Breaks("nothing_asked"),
    because="By convention the lower-case variables count where both are set.",
)

all_proxy_is_read = lower_case_variables_are_read.but(
    claim="ALL_PROXY alone names the proxy.",
    proxy_set_by=Channel.ALL_PROXY,
    because="It counts where no variable names a proxy for the scheme.",
)

all_proxy_does_not_vouch = all_proxy_is_read.control(without=PUBLIC)

proxy_for_https_wins_over_all_proxy = lower_case_variables_are_read.but(
    claim="The proxy for https:// is used beside a dead one in ALL_PROXY.",
    proxy_set_by=Channel.ENVIRONMENT,
    dead_proxy_set_by=Channel.ALL_PROXY,
    because="ALL_PROXY counts only where no variable names a proxy for the scheme.",
)

proxy_for_https_beside_all_proxy_does_not_vouch = proxy_for_https_wins_over_all_proxy.control(without=PUBLIC)

flag_wins_over_the_environment = lower_case_variables_are_read.but(
    claim="--proxy wins over the environment.",
    proxy_set_by=Channel.FLAG,
    dead_proxy_set_by=Channel.ENVIRONMENT,
    because="The command line wins over the environment.",
    exposes=(OPTION_LOSES_TO_THE_ENVIRONMENT,),
)

flag_wins_and_does_not_vouch = flag_wins_over_the_environment.control(
    without=PUBLIC, exposes=(OPTION_LOSES_TO_THE_ENVIRONMENT,)
)

configuration_wins_over_the_environment = flag_wins_over_the_environment.but(
    claim="A proxy set in the configuration file wins over the environment's.",
    proxy_set_by=Channel.CONFIG,
    because="The setting stands for --proxy, and so wins over variables that are not the client's own.",
)

configuration_wins_and_does_not_vouch = configuration_wins_over_the_environment.control(
    without=PUBLIC, exposes=(OPTION_LOSES_TO_THE_ENVIRONMENT,)
)

flag_wins_over_the_configuration = lower_case_variables_are_read.but(
    claim="--proxy wins over a proxy set in the configuration file.",
    proxy_set_by=Channel.FLAG,
    dead_proxy_set_by=Channel.CONFIG,
    because="The command line wins over configuration files.",
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

no_proxy_keeps_a_host_from_a_configured_proxy = no_proxy_keeps_a_host_direct.but(
    claim="NO_PROXY keeps the origin's host from the proxy of the configuration file.",
    dead_proxy_set_by=Channel.CONFIG,
    because="Which hosts need no proxy does not depend on where that proxy is named.",
    exposes=(NO_PROXY_LOSES_TO_THE_OPTION,),
)

no_proxy_beside_a_configured_proxy_does_not_vouch = no_proxy_keeps_a_host_from_a_configured_proxy.control(
    without=PUBLIC, exposes=(NO_PROXY_LOSES_TO_THE_OPTION,)
)

empty_flag_turns_the_environments_proxy_off = no_proxy_keeps_a_host_direct.but(
    claim="An empty --proxy turns the environment's proxy off.",
    variables=(),
    options=(EMPTY_PROXY,),
    because="A user who names no proxy wants none.",
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
    claim="With a SOCKS proxy in ALL_PROXY, pip sends no request at all.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    variables=(SOCKS_PROXY,),
    expect=Breaks("nothing_asked"),
    because="pip does not ship PySocks, and cannot fetch it through that proxy.",
    by_design="pypa/pip#6668",
)

socks_proxy_is_turned_off = socks_proxy_needs_what_pip_does_not_ship.but(
    claim="--no-proxy-env turns a SOCKS proxy in ALL_PROXY off, so that PySocks can be installed.",
    options=(NO_PROXY_ENV,),
    expect=Accepts(),
    because="That is what the option is for.",
    by_design="",
)

socks_proxy_turned_off_does_not_vouch = socks_proxy_is_turned_off.control(without=PUBLIC)

proxy_for_https_is_used_beside_a_dead_one = lower_case_variables_are_read.but(
    claim="An https:// index is asked through the proxy for https:// alone, beside a dead one for http://.",
    proxy_set_by=Channel.ENVIRONMENT,
    variables=(Variable("http_proxy=http://localhost:1 HTTP_PROXY=http://localhost:1"),),
    because="Each scheme of a URL has a proxy variable of its own.",
)

proxy_for_https_beside_a_dead_one_does_not_vouch = proxy_for_https_is_used_beside_a_dead_one.control(without=PUBLIC)

proxy_by_name_without_a_scheme = Scenario(
    claim="A proxy given as localhost:port is used.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_spelled=Spelling.NAME_AND_PORT,
    expect=Accepts(),
    because="curl takes a proxy without a scheme, and pip's --help once showed one.",
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
    claim="A proxy given as address:port is used.",
    proxy_spelled=Spelling.ADDRESS_AND_PORT,
    exposes=(PROXY_BY_ADDRESS_NEEDS_A_SCHEME,),
)

proxy_by_address_does_not_vouch = proxy_by_address_without_a_scheme.control(
    without=PUBLIC, exposes=(PROXY_BY_ADDRESS_NEEDS_A_SCHEME,)
)

plain_proxy_is_named_as_an_https_one = proxy_by_name_without_a_scheme.but(
    claim="A plain proxy given by an https:// URL is not used: it does not speak TLS.",
    proxy_spelled=Spelling.HTTPS_URL,
    expect=Breaks("nothing_asked"),
    because="The scheme of a proxy's URL says how to speak to the proxy.",
    by_design="urllib3/urllib3#2075",
    exposes=(PLAIN_PROXY_UNDER_AN_HTTPS_URL_USED,),
)
