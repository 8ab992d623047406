"""The known defects about indexes that demand a login in their own way, and about requirements files.

Each range was confirmed by running both sides of each boundary, from 8.0.0 on.
"""

from harness.model import Breaks, Credential, Defect, Leg, Prints, Rejects, pips

NETRC_UNREAD = Defect(
    slug="netrc-unread",
    issue="pypa/pip#11113",
    affected=(pips(">=22.1,<22.1.2"),),
    shows=Breaks("http_401"),
    because="pip 22.1 leaves netrc for later than the URLs of its indexes and a keyring, and then does not read it.",
    message="No matching distribution found",
)

NETRC_UNREAD_UNLESS_ASKED_FOR = Defect(
    slug="netrc-unread-unless-asked-for",
    issue="pypa/pip#11113",
    affected=(pips(">=22.1,<22.1.2"),),
    shows=Breaks("http_404"),
    because="pip 22.1 looks for a login when it is answered 401, and some indexes answer 404 to who has none.",
    message="No matching distribution found",
)

NETRC_OF_THE_VARIABLE_UNREAD = Defect(
    slug="netrc-of-the-variable-unread",
    issue="psf/requests#4318",
    affected=(pips("<20.3"),),
    shows=Breaks("http_401"),
    because="requests reads the variable since 2.25, which pip vendors from 20.3 on.",
    message="No matching distribution found",
)

TOKEN_PRINTED = Defect(
    slug="token-printed",
    issue="pypa/pip#6891",
    affected=(pips(">=19.0,<19.3"),),
    shows=Prints(Credential.AUTHORIZATION),
    because="pip hides what is after a colon, and a token that is the user has none.",
)

TOKEN_WITH_AN_EMPTY_PASSWORD_PRINTED = Defect(
    slug="token-with-an-empty-password-printed",
    issue="pypa/pip#9973",
    affected=(pips(">=19.0"),),
    shows=Prints(Credential.AUTHORIZATION),
    because="pip hides what is after a colon, and before that stands the token.",
)

TRUSTED_HOST_OF_A_FILE_IGNORED = Defect(
    slug="trusted-host-of-a-file-ignored",
    issue="pypa/pip#3799",
    affected=(pips("<19.2"),),
    shows=Rejects(Leg.ORIGIN),
    because="pip has chosen whom it verifies by the command line before it reads the file.",
    message="There was a problem confirming the ssl certificate",
    workaround="Give --trusted-host with the port on the command line.",
    workaround_shown_by="trusted_host.with_its_port_is_not_verified",
)
