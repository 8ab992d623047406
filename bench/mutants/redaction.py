"""Slips about what a client prints: passwords in its list of indexes, with -v, and in its errors."""

from bench.mutants.mutant import Mutant, Sign, Theme

_PRINTS = Sign("prints", reason="Authorization")
_PRINTS_PROXY = Sign("prints", reason="Proxy-Authorization")

MUTANTS = (
    Mutant(
        name="redaction-of-nothing",
        theme=Theme.REDACTION,
        file="pip/_internal/utils/misc.py",
        text='        password = ":****"\n',
        instead='        password = f":{password}"\n',
        breaks="No password in a URL is hidden.",
        words="index_password",
        signs=(_PRINTS,),
    ),
    Mutant(
        name="index-printed-as-it-is",
        theme=Theme.REDACTION,
        file="pip/_internal/models/search_scope.py",
        text="                redacted_index_url = redact_auth_from_url(url)\n",
        instead="                redacted_index_url = url\n",
        breaks="The list of indexes is printed with their passwords.",
        words="index_password",
        signs=(_PRINTS,),
    ),
    Mutant(
        name="page-printed-as-it-is",
        theme=Theme.REDACTION,
        file="pip/_internal/index/collector.py",
        text='    logger.debug("Getting page %s", redact_auth_from_url(url))',
        instead='    logger.debug("Getting page %s", url)',
        breaks="With -vv the URL of a page is printed with its password.",
        words="printed.",
        signs=(_PRINTS,),
    ),
    Mutant(
        name="link-printed-as-it-is",
        theme=Theme.REDACTION,
        file="pip/_internal/models/link.py",
        text="        return redact_auth_from_url(self.url)",
        instead="        return self.url",
        breaks="A link is printed with its password, in -v and in errors.",
        words="printed.",
        signs=(_PRINTS,),
    ),
    Mutant(
        name="download-printed-as-it-is",
        theme=Theme.REDACTION,
        file="pip/_internal/network/download.py",
        text="    logged_url = redact_auth_from_url(url)\n",
        instead="    logged_url = url\n",
        breaks="The URL of a file that is fetched by it is printed with its password.",
        words="printed.password_of_a_url",
        signs=(_PRINTS,),
        equivalent="only the last part of the path is printed, wherever anything is",
    ),
    Mutant(
        name="proxy-printed-as-it-is",
        theme=Theme.REDACTION,
        file="pip/_internal/network/utils.py",
        text="raise ProxyConnectionError(url, redact_auth_from_url(str(proxy)), reason)",
        instead="raise ProxyConnectionError(url, str(proxy), reason)",
        breaks="A proxy that cannot be reached is printed with its password.",
        words="printed.",
        signs=(_PRINTS_PROXY,),
    ),
)
