"""The known defects with two stores at once."""

from harness.model import Accepts, Defect, pips

OPTION_WINS_OVER_THE_VARIABLE_WITH_PROXY_FLAG = Defect(
    slug="option-wins-over-the-variable-with-proxy-flag",
    issue="pypa/pip#11091",
    affected=(pips(">=24.1"),),
    shows=Accepts(),
    because="With --proxy or a proxy in its configuration, pip ignores the environment (trust_env = False), so that "
    "--cert counts; with a proxy named by the environment, REQUESTS_CA_BUNDLE replaces it.",
)
