"""Known defects of two stores at once."""

from harness.model import Accepts, Defect, pips

OPTION_WINS_OVER_THE_VARIABLE_WITH_PROXY_FLAG = Defect(
    slug="option-wins-over-the-variable-with-proxy-flag",
    issue="pypa/pip#11091",
    affected=(pips(">=24.1"),),
    shows=Accepts(),
    because="With a proxy of its own pip trusts no environment any more (trust_env = False), so that --cert counts, "
    "which REQUESTS_CA_BUNDLE replaces with a proxy of the environment.",
)
