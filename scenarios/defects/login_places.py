"""The known defects about several logins at once. Each range was confirmed by running both sides of each boundary."""

from harness.model import Accepts, Breaks, Credential, Defect, Prints, Variant, pips, variants

NETRC_PREFERRED_FOR_FILES = Defect(
    slug="netrc-preferred-for-files",
    issue="pypa/pip#10979",
    affected=(pips(">=21.2,!=22.1,!=22.1.1,<23.1"),),
    shows=Breaks("http_401"),
    because="A file's URL has no password, and pip looks for one in netrc before it takes that of the index.",
    message="HTTP error 401 while getting",
    workaround="Take the host out of netrc.",
    workaround_shown_by="index_features.password_is_given_over_a_verified_leg",
)

NETRC_PREFERRED_FOR_FORBIDDEN_FILES = Defect(
    slug="netrc-preferred-for-forbidden-files",
    issue="pypa/pip#10979",
    affected=NETRC_PREFERRED_FOR_FILES.affected,
    shows=Breaks("http_403"),
    because=NETRC_PREFERRED_FOR_FILES.because,
    message="HTTP error 403 while getting",
)

NETRC_UNREAD_BESIDE_A_USER = Defect(
    slug="netrc-unread-beside-a-user",
    issue="psf/requests#6965",
    affected=(pips(">=9.0,<25.2"),),
    shows=Breaks("http_401"),
    because="requests before 2.32.4 looks in netrc for all that stands before the first colon after https://, which "
    "is user@host: pip finds nothing, and sends the user with an empty password.",
    message="No matching distribution found",
    workaround="Take the user out of the index URL.",
    workaround_shown_by="credentials.netrc_opens_the_index",
)

LOGIN_OF_THE_FIRST_INDEX_SENT_TO_THE_SECOND = Defect(
    slug="login-of-the-first-index-sent-to-the-second",
    issue="pypa/pip#3931",
    affected=(pips("<21.2"),),
    shows=Breaks("http_401"),
    because="pip keeps one user and password per host, those of the first index that it asks there.",
    message="No matching distribution found",
)

NETRC_PREFERRED_BY_REQUESTS = Defect(
    slug="netrc-preferred-by-requests",
    issue="psf/requests#3929",
    affected=(variants(*frozenset(Variant)),),
    shows=Accepts(),
    because="requests takes what netrc has for a host rather than what the URL has.",
)

URL_OF_A_REFUSED_REQUEST_PRINTED = Defect(
    slug="url-of-a-refused-request-printed",
    issue="psf/requests#5021",
    affected=(variants(*frozenset(Variant)),),
    shows=Prints(Credential.AUTHORIZATION),
    because="requests puts the whole URL into the message of an error status, with the user and password in it.",
    message="Client Error",
)

NETRC_IN_CAPITALS_NOT_FOUND = Defect(
    slug="netrc-in-capitals-not-found",
    issue="psf/requests#6965",
    affected=(pips(">=9.0.2"),),
    shows=Breaks("http_401"),
    because="requests asks netrc for the host in lower case, as a URL is once pip 9.0.2 has prepared it, and "
    "Python's netrc compares letter by letter.",
    workaround="Write the host in lower case in the index URL and in netrc.",
    workaround_shown_by="login_places.netrc_has_the_host_in_small_letters",
)

INDEX_IN_CAPITALS_NOT_FOUND = Defect(
    slug="index-in-capitals-not-found",
    issue="pypa/pip#12543",
    affected=(pips("<26.2"),),
    shows=Breaks("http_401"),
    because="pip compares the URL of a request, in which the host is in lower case by then, with those of its indexes "
    "letter by letter: it does not find the user to ask a keyring about. From 26.2 on it asks for both.",
    message="No matching distribution found",
)
