"""The known defects about redirects. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Breaks, Defect, pips

REDIRECT_TO_A_LOCAL_FILE_FOLLOWED = Defect(
    slug="redirect-to-a-local-file-followed",
    issue="pypa/pip#14171",
    affected=(pips("<26.3"),),
    shows=Breaks("nothing_fetched"),
    because="pip's session follows a redirect to any scheme that it has an adapter for, and it has one for file: URLs.",
)
