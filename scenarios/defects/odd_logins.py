"""The known defects about odd users and passwords. Each range was confirmed by running both sides of each boundary.

Where a range has no beginning, it was confirmed on releases from 8.0.3 on.
"""

from harness.model import Breaks, Credential, Defect, Prints, Variant, pips, variants

_ENCODE_INDEX = "odd_logins.index_with_percent_signs_is_told_odd_ones"

PROXY_LOGIN_REFUSED_AS_IT_IS = Defect(
    slug="proxy-login-refused-as-it-is",
    issue="pypa/pip#6974",
    affected=(pips(">=19.2,<19.3"),),
    shows=Prints(Credential.PROXY_AUTHORIZATION),
    because="urllib3 1.25.3 takes no character in a user or password that RFC 3986 does not allow there: it rejects "
    "the URL of the proxy, and prints it whole.",
    message="Failed to parse",
    workaround="Write such characters with percent signs: %40 for @, %25 for %.",
    workaround_shown_by="odd_logins.proxy_is_told_an_encoded_e_mail_address",
)

PROXY_USER_TAKEN_FOR_A_HOST = Defect(
    slug="proxy-user-taken-for-a-host",
    issue="urllib3/urllib3#1963",
    affected=(pips(">=20.2"), variants(*frozenset(Variant))),
    shows=Breaks("nothing_asked"),
    because="A backslash ends the host for urllib3 since 1.25.9, as for browsers: it looks for a proxy of the domain's "
    "name.",
    message="Name or service not known",
    workaround="Write the backslash as %5C.",
    workaround_shown_by="odd_logins.proxy_is_told_an_encoded_user_of_a_domain",
)

INDEX_LOGIN_REFUSED_AS_IT_IS = Defect(
    slug="index-login-refused-as-it-is",
    issue="pypa/pip#6775",
    affected=(pips(">=19.2,<19.3"),),
    shows=Prints(Credential.AUTHORIZATION),
    because="urllib3 1.25.3 takes no character in a user or password that RFC 3986 does not allow there: it rejects "
    "the URL of the index, and prints it whole.",
    message="Failed to parse",
    workaround="Write such characters with percent signs: %40 for @, %25 for %.",
    workaround_shown_by=_ENCODE_INDEX,
)

PART_OF_A_PROXY_PASSWORD_PRINTED = Defect(
    slug="part-of-a-proxy-password-printed",
    issue="pypa/pip#3267",
    affected=(pips(">=8.0"), variants(*frozenset(Variant))),
    shows=Prints(Credential.PROXY_AUTHORIZATION),
    because="A # ends the part of the URL with the host: the text before it in the password is taken for a port, and "
    "printed in the message.",
    message="Failed to parse",
    workaround="Write # as %23.",
    workaround_shown_by="odd_logins.proxy_is_told_an_encoded_hash",
)

PART_OF_AN_INDEX_PASSWORD_PRINTED = Defect(
    slug="part-of-an-index-password-printed",
    issue="pypa/pipenv#3085",
    affected=(pips(">=8.0"), variants(*frozenset(Variant))),
    shows=Prints(Credential.AUTHORIZATION),
    because="A # ends the part of the URL with the host: the text before it in the password is taken for a port, and "
    "printed in the message.",
    message="Port could not be cast to integer value as\ninvalid literal for int() with base 10",
    workaround="Write # as %23, from pip 18.0 on.",
    workaround_shown_by=_ENCODE_INDEX,
)

INDEX_LOGIN_NOT_DECODED = Defect(
    slug="index-login-not-decoded",
    issue="pypa/pip#3236",
    affected=(pips("<10.0"),),
    shows=Breaks("http_401"),
    because="pip takes the user and password out of the index URL as they are written there, percent signs and all.",
    message="No matching distribution found",
)

PROXY_LOGIN_SENT_IN_LATIN_1 = Defect(
    slug="proxy-login-sent-in-latin-1",
    issue="pypa/pip#5801",
    affected=(pips(">=8.0"), variants(*frozenset(Variant))),
    shows=Breaks("http_407"),
    because="requests encodes a user and password in Latin-1: a proxy that reads UTF-8 sees other characters.",
    message="Tunnel connection failed: 407",
)

PROXY_LOGIN_BEYOND_LATIN_1_ENDS_IN_A_TRACEBACK = Defect(
    slug="proxy-login-beyond-latin-1-ends-in-a-traceback",
    issue="pypa/pip#5801",
    affected=(pips(">=8.0"), variants(*frozenset(Variant))),
    shows=Breaks("nothing_asked"),
    because="requests encodes a user and password in Latin-1, which does not have every character.",
    message="UnicodeEncodeError: 'latin-1' codec can't encode character",
)

INDEX_LOGIN_SENT_IN_LATIN_1 = Defect(
    slug="index-login-sent-in-latin-1",
    issue="psf/requests#4649",
    affected=(pips(">=10.0"),),
    shows=Breaks("http_401"),
    because="requests encodes a user and password in Latin-1: an index that reads UTF-8 sees other characters.",
    message="No matching distribution found",
)
