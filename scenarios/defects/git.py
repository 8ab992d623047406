"""The known defects of git requirements: what git is not told. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Breaks, Defect, pips

PROXY_LOST_ON_GIT = Defect(
    slug="proxy-lost-on-git",
    issue="pypa/pip#227",
    affected=(pips(">=20.0"),),
    shows=Breaks("proxy_bypassed"),
    because="pip does not pass --proxy on to git, which asks the origin itself.",
    workaround="Set https_proxy instead, which git reads too.",
    workaround_shown_by="git_requirements.git_ssl_cainfo_vouches_through_a_tunnel",
)
