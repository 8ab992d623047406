"""The known defects about printed passwords. Each range was confirmed on both sides of its boundary."""

from harness.model import Credential, Defect, Prints, pips

INDEX_PASSWORD_PRINTED_IF_ALL_IS_SAID = Defect(
    slug="index-password-printed-if-all-is-said",
    issue="pypa/pip#6295",
    affected=(pips("<19.1"),),
    shows=Prints(Credential.AUTHORIZATION),
    because="With --verbose pip prints the URL of each page that it looks at, with the user and password in it.",
)

PASSWORD_OF_A_URL_PRINTED = Defect(
    slug="password-of-a-url-printed",
    issue="pypa/pip#6783",
    affected=(pips("<20.0"),),
    shows=Prints(Credential.AUTHORIZATION),
    because="pip prints the URL of a file that it was given, with the user and password in it.",
)
