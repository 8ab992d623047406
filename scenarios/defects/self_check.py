"""The known defect of the check whether there is a newer pip. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Breaks, Defect, pips

SELF_CHECK_ASKS_PYPI = Defect(
    slug="self-check-asks-pypi",
    issue="pypa/pip#2349",
    affected=(pips("<10.0"),),
    shows=Breaks("nothing_fetched"),
    because="pip looks for a newer pip on PyPI, whichever index it is given.",
)
