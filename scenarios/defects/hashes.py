"""The known defects about the hashes that an index gives of its files.

Each range was confirmed by running 22.2.2, 22.3, 22.3.1 and 23.0.
"""

from harness.model import Breaks, Defect, KeepsAltered, pips

HASH_OF_A_JSON_PAGE_IGNORED = Defect(
    slug="hash-of-a-json-page-ignored",
    issue="pypa/pip#11696",
    affected=(pips(">=22.3,<23.0"),),
    shows=KeepsAltered(),
    because="pip 22.3 looks for the hash of a file in its URL alone, and a page in JSON gives it beside that.",
)

FILE_OF_AN_EARLIER_RUN_UNCHECKED = Defect(
    slug="file-of-an-earlier-run-unchecked",
    issue="pypa/pip#11696",
    affected=(pips(">=22.3,<23.0"),),
    shows=Breaks("http_200"),
    because="Without the hash of a page in JSON, pip 22.3 takes any file of that name for the one that it wants.",
    message="is invalid",
)
