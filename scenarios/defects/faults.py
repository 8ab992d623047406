"""The known defects with faulty origins: requests that are not tried again, and waits without end.

Each range was confirmed on releases from 8.0.0 on.
"""

from harness.model import Accepts, Breaks, Capability, Defect, pips

# How pip ends where it got no page.
NO_PAGE = "No matching distribution found"

BAD_GATEWAY_NOT_RETRIED = Defect(
    slug="bad-gateway-not-retried",
    issue="pypa/pip#11843",
    affected=(pips("<24.0"),),
    shows=Breaks("http_502"),
    because="pip asks again after 500, 503, 520 and 527; 502 joined them in 24.0. It ends as if there were no such "
    "project, and says nothing of the status (pypa/pip#12008).",
    message=NO_PAGE,
)

INTERNAL_ERROR_NOT_RETRIED = Defect(
    slug="internal-error-not-retried",
    issue="pypa/pip#4473",
    affected=(pips("<10.0"),),
    shows=Breaks("http_500"),
    because="pip 9 asks again after 503 alone.",
    message=NO_PAGE,
)

TOO_MANY_REQUESTS_NOT_RETRIED = Defect(
    slug="too-many-requests-not-retried",
    issue="urllib3/urllib3#955",
    affected=(pips("<9.0.2"),),
    shows=Breaks("http_429"),
    because="urllib3 reads Retry-After since 1.19, which pip vendors with requests 2.18 from 9.0.2 on.",
    message=NO_PAGE,
)

TOO_MANY_REQUESTS_OF_A_PROXY_NOT_RETRIED = Defect(
    slug="too-many-requests-of-a-proxy-not-retried",
    issue="urllib3/urllib3#955",
    affected=(pips("<9.0.2"),),
    shows=Breaks("proxy_http_429"),
    because="What a proxy answers in the place of an http:// origin is the answer, and urllib3 reads Retry-After since "
    "1.19, which pip vendors with requests 2.18 from 9.0.2 on.",
    message=NO_PAGE,
)

RETRY_AFTER_OBEYED_FOR_HOURS = Defect(
    slug="retry-after-obeyed-for-hours",
    issue="urllib3/urllib3#1338",
    affected=(pips(">=9.0.2"),),
    shows=Breaks("no_end"),
    because="urllib3 sleeps for as long as Retry-After says, whatever the timeout, and pip prints nothing meanwhile.",
    workaround="Give --retries 0: then pip ends at the first answer.",
    workaround_shown_by="origin_faults.asks_to_wait_for_an_hour",
)

CLOSED_CONNECTION_NOT_RETRIED = Defect(
    slug="closed-connection-not-retried",
    issue="urllib3/urllib3#1112",
    affected=(pips("<9.0.2"),),
    shows=Breaks("origin_closed"),
    because="An older Python reports a connection that ends without TLS's close notice as a TLS error, and urllib3 "
    "before 1.22 does not try again after one; pip vendors 1.22 with requests 2.18 from 9.0.2 on.",
    needs=frozenset({Capability.ENDS_ARE_ERRORS}),
    message="unexpected eof while reading\nEOF occurred in violation of protocol",
)

CUT_FILE_NOT_RESUMED = Defect(
    slug="cut-file-not-resumed",
    issue="pypa/pip#4796",
    affected=(pips("<25.2"),),
    shows=Breaks("origin_closed"),
    because="--retries covers a request up to the first byte of its answer. pip 25.1 asks for the rest of a file if "
    "--resume-retries is given, 25.2 by itself.",
    message="unexpected eof while reading\nEOF occurred in violation of protocol\nnot enough bytes were received",
    workaround="Give --resume-retries 5, from pip 25.1 on.",
    workaround_shown_by="origin_faults.cuts_a_file_short_once_for_a_client_that_resumes",
)

STALLED_FILE_NOT_RESUMED = Defect(
    slug="stalled-file-not-resumed",
    issue="pypa/pip#11150",
    affected=(pips("<25.2"),),
    shows=Breaks("origin_stalled"),
    because="--retries covers a request up to the first byte of its answer. pip 25.1 asks for the rest of a file if "
    "--resume-retries is given, 25.2 by itself.",
    message="Read timed out\ntimed out",
)

OLD_CIPHER_ACCEPTED = Defect(
    slug="old-cipher-accepted",
    issue="urllib3/urllib3#2653",
    affected=(pips("<24.2"),),
    shows=Accepts(),
    because="urllib3 1.26 names its own ciphers, those of CBC with SHA-1 among them. A truststore context, pip's "
    "default since 24.2, has Python's.",
)

OLD_CIPHER_ACCEPTED_ON_AN_OLDER_PYTHON = Defect(
    slug="old-cipher-accepted-on-an-older-python",
    issue="urllib3/urllib3#2653",
    affected=(pips(">=24.2,<26.1"),),
    shows=Accepts(),
    because="truststore needs Python 3.10: before it, urllib3 1.26 names its own ciphers in pip 24.2 to 26.0 too.",
    needs=frozenset({Capability.NO_TRUSTSTORE}),
)

OLD_CIPHER_ACCEPTED_BEHIND_A_PROXY = Defect(
    slug="old-cipher-accepted-behind-a-proxy",
    issue="pypa/pip#13288",
    affected=(pips("<25.2"),),
    shows=Accepts(),
    because="Behind a proxy pip 24.2 to 25.1.1 lose the truststore context, and with it Python's ciphers: urllib3's "
    "own context takes those of CBC with SHA-1.",
)

OLD_CIPHER_OF_A_PROXY_ACCEPTED = Defect(
    slug="old-cipher-of-a-proxy-accepted",
    issue="pypa/pip#13465",
    affected=(pips(">=20.3,<26.1"),),
    shows=Accepts(),
    because="On the leg to an https:// proxy the truststore context is lost before pip 26.2, and the context that "
    "urllib3 makes in its place takes ciphers of CBC with SHA-1 before urllib3 2, which pip has from 26.1 on.",
)

CUT_FILE_ENDS_IN_A_TRACEBACK = Defect(
    slug="cut-file-ends-in-a-traceback",
    issue="pypa/pip#14079",
    affected=(pips(">=26.1,<26.2"),),
    shows=Breaks("origin_closed"),
    because="urllib3 2, in pip 26.1, raises an error where an answer ends too early, which pip 26.1 does not catch: it "
    "neither resumes the file nor asks for it again, whatever --resume-retries says.",
    message="Connection broken: IncompleteRead",
)
