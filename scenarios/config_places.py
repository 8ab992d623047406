"""Configuration files: the places where a client looks for them, which of two counts, and what leaves them out."""

from harness.model import (
    DEAD_PROXY_SETTING,
    ISOLATED,
    NO_CONFIGURATION,
    PUBLIC,
    STRANGER,
    Accepts,
    Breaks,
    Channel,
    ConfigPlace,
    Leg,
    Rejects,
    Scenario,
    Setting,
    Trust,
    Unverified,
)
from scenarios.defects.config_places import ISOLATED_KEEPS_THE_NAMED_FILE, NAMED_FILE_LOSES_TO_THE_ENVIRONMENT
from scenarios.topologies import DIRECT, TUNNELLED

user_file_is_read = Scenario(
    claim="The user's configuration file names the bundle, the proxy and the index.",
    topology=TUNNELLED,
    trust=Trust(pip_conf={PUBLIC}),
    proxy_set_by=Channel.CONFIG,
    settings=(Setting("index-url = {index_url}"),),
    settings_in=ConfigPlace.USER,
    expect=Accepts(),
    because="It is one of the places where a client looks.",
)

user_file_does_not_vouch = user_file_is_read.control(without=PUBLIC)

legacy_user_file_is_read = user_file_is_read.but(
    claim="The user's configuration file in its old place names the bundle, the proxy and the index.",
    settings_in=ConfigPlace.LEGACY,
)

legacy_user_file_does_not_vouch = legacy_user_file_is_read.control(without=PUBLIC)

global_file_is_read = user_file_is_read.but(
    claim="The machine's configuration file names the bundle, the proxy and the index.",
    settings_in=ConfigPlace.GLOBAL,
)

global_file_does_not_vouch = global_file_is_read.control(without=PUBLIC)

global_xdg_file_is_read = user_file_is_read.but(
    claim="The machine's configuration file in its place for XDG names the bundle, the proxy and the index.",
    settings_in=ConfigPlace.GLOBAL_XDG,
)

global_xdg_file_does_not_vouch = global_xdg_file_is_read.control(without=PUBLIC)

xdg_config_dirs_are_read = user_file_is_read.but(
    claim="XDG_CONFIG_DIRS leads to a configuration file that names the bundle, the proxy and the index.",
    settings_in=ConfigPlace.XDG_CONFIG_DIRS,
)

xdg_config_dirs_do_not_vouch = xdg_config_dirs_are_read.control(without=PUBLIC)

file_of_the_environment_is_read = user_file_is_read.but(
    claim="The configuration file of a virtual environment names the bundle, the proxy and the index.",
    settings_in=ConfigPlace.SITE,
)

file_of_the_environment_does_not_vouch = file_of_the_environment_is_read.control(without=PUBLIC)

user_wins_over_the_machine = user_file_is_read.but(
    claim="The user's configuration file wins over the machine's.",
    settings=(DEAD_PROXY_SETTING.at(ConfigPlace.GLOBAL),),
    because="What is nearer to the user counts.",
)

user_wins_over_the_machine_and_does_not_vouch = user_wins_over_the_machine.control(without=PUBLIC)

environment_wins_over_the_user = file_of_the_environment_is_read.but(
    claim="The configuration file of a virtual environment wins over the user's.",
    settings=(DEAD_PROXY_SETTING.at(ConfigPlace.USER),),
    because="What is for one environment alone counts.",
)

environment_wins_over_the_user_and_does_not_vouch = environment_wins_over_the_user.control(without=PUBLIC)

named_file_wins_over_the_environment = user_file_is_read.but(
    claim="The configuration file that PIP_CONFIG_FILE names wins over that of a virtual environment.",
    settings_in=ConfigPlace.VARIABLE,
    settings=(DEAD_PROXY_SETTING.at(ConfigPlace.SITE),),
    because="A file that is named for one command counts.",
    exposes=(NAMED_FILE_LOSES_TO_THE_ENVIRONMENT,),
)

named_file_wins_over_the_environment_and_does_not_vouch = named_file_wins_over_the_environment.control(
    without=PUBLIC, exposes=(NAMED_FILE_LOSES_TO_THE_ENVIRONMENT,)
)

named_file_stands_for_the_users = Scenario(
    claim="Beside the configuration file that PIP_CONFIG_FILE names, the user's does not count.",
    topology=DIRECT,
    trust=Trust(pip_conf={PUBLIC}),
    settings=(DEAD_PROXY_SETTING.at(ConfigPlace.USER),),
    expect=Accepts(),
    because="The variable names a file to be read in place of the user's.",
)

named_file_that_stands_for_the_users_does_not_vouch = named_file_stands_for_the_users.control(
    without=PUBLIC, instead=STRANGER
)

machines_file_counts_beside_a_named_one = named_file_stands_for_the_users.but(
    claim="Beside the configuration file that PIP_CONFIG_FILE names, the machine's still counts.",
    settings=(DEAD_PROXY_SETTING.at(ConfigPlace.GLOBAL),),
    expect=Breaks("nothing_asked"),
    because="The variable names a file to be read in place of the user's alone.",
    by_design="pypa/pip#3828",
)

isolated_leaves_the_users_file_out = Scenario(
    claim="With --isolated the user's configuration file does not count.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    options=(ISOLATED,),
    settings=(DEAD_PROXY_SETTING,),
    settings_in=ConfigPlace.USER,
    expect=Accepts(),
    because="The option turns off what is the user's.",
)

isolated_client_does_not_vouch = isolated_leaves_the_users_file_out.control(without=PUBLIC)

isolated_keeps_the_machines_file = isolated_leaves_the_users_file_out.but(
    claim="With --isolated the machine's configuration file still counts.",
    settings_in=ConfigPlace.GLOBAL,
    expect=Breaks("nothing_asked"),
    because="The option turns off what is the user's alone.",
    by_design="pypa/pip#3828",
)

isolated_leaves_a_named_file_out = isolated_leaves_the_users_file_out.but(
    claim="With --isolated the configuration file that PIP_CONFIG_FILE names does not count.",
    settings_in=ConfigPlace.VARIABLE,
    because="The option turns off the variables of pip too.",
    exposes=(ISOLATED_KEEPS_THE_NAMED_FILE,),
)

isolated_from_a_named_file_does_not_vouch = isolated_leaves_a_named_file_out.control(
    without=PUBLIC, exposes=(ISOLATED_KEEPS_THE_NAMED_FILE,)
)

isolated_leaves_the_variables_out = Scenario(
    claim="With --isolated the variables of pip do not count.",
    topology=DIRECT,
    trust=Trust(pip_cert={PUBLIC}),
    options=(ISOLATED,),
    expect=Rejects(Leg.ORIGIN),
    because="The option turns off what is the user's, and the variables of pip are.",
)

null_device_leaves_a_named_file_out = isolated_leaves_a_named_file_out.but(
    claim="With --isolated, the null device in place of the file that PIP_CONFIG_FILE names turns that off.",
    variables=(NO_CONFIGURATION,),
    because="The null device turns off every file.",
    exposes=(),
)

null_device_does_not_vouch = null_device_leaves_a_named_file_out.control(without=PUBLIC)

no_file_leaves_the_machines_out = isolated_leaves_the_users_file_out.but(
    claim="With PIP_CONFIG_FILE naming the null device the machine's configuration file does not count.",
    options=(),
    variables=(NO_CONFIGURATION,),
    settings_in=ConfigPlace.GLOBAL,
    because="The null device turns off every file.",
)

no_machines_file_does_not_vouch = no_file_leaves_the_machines_out.control(without=PUBLIC)

host_is_trusted_by_the_machines_file = Scenario(
    claim="A host and port that the machine's configuration file trusts are not verified, though no one else asked.",
    topology=DIRECT,
    settings=(Setting("trusted-host = {origin}"),),
    settings_in=ConfigPlace.GLOBAL,
    expect=Unverified(Leg.ORIGIN),
    because="The setting stands for --trusted-host, whoever wrote the file.",
    by_design="pypa/pip#5363",
)
