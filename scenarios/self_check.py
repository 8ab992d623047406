"""The check whether there is a newer pip, which comes with a download unless it is switched off, as in all other cells.

https://pip.pypa.io/en/stable/cli/pip/#cmdoption-disable-pip-version-check
"""

from harness.model import PUBLIC, Accepts, Action, Channel, Scenario, Trust
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.self_check import SELF_CHECK_ASKS_PYPI
from scenarios.topologies import DIRECT, TUNNELLED

cert_flag_vouches_for_the_index = Scenario(
    claim="A client looks for a newer release of itself at the index that it is given, and verifies it by --cert.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    action=Action.SELF_CHECK,
    expect=Accepts(),
    because="Whoever names an index and its bundle may reach no other.",
    exposes=(SELF_CHECK_ASKS_PYPI,),
)

nobody_vouches_for_the_index = cert_flag_vouches_for_the_index.control(without=PUBLIC)

cert_flag_vouches_behind_a_proxy_set_by_flag = cert_flag_vouches_for_the_index.but(
    claim="A client that looks for a newer release of itself goes through the proxy that is set by --proxy.",
    topology=TUNNELLED,
    proxy_set_by=Channel.FLAG,
    because="Whoever is told of a proxy may have no other way out.",
)

nobody_vouches_behind_a_proxy_set_by_flag = cert_flag_vouches_behind_a_proxy_set_by_flag.control(without=PUBLIC)

system_store_vouches_through_a_tunnel = cert_flag_vouches_for_the_index.but(
    claim="Through a tunnel, the system store verifies the index at which a client looks for a newer one of itself.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC}),
    because="The session that looks for it trusts the stores of any other.",
    exposes=(TRUSTSTORE_CONTEXT_LOST,),
)

nobody_vouches_through_a_tunnel = system_store_vouches_through_a_tunnel.control(without=PUBLIC)
