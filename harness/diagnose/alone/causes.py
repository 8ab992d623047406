"""Find the cause of a failure that has nothing to do with trust: a proxy, a login, a missing file.

One rule: a cause is found by what was seen inside the command and by the files of this machine; texts of errors are
read only for the fixed words of OpenSSL, http.client or a status line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from harness.diagnose.alone.bundle_causes import find_bad_bundle, find_bad_system_store
from harness.diagnose.alone.case import Case, Cause, Way, join_errors
from harness.diagnose.alone.login_causes import find_broken_proxy_url, find_proxy_without_scheme, find_tunnel_trouble
from harness.diagnose.alone.proxy_causes import find_dead_proxy, find_socks_trouble, find_useless_exception
from harness.diagnose.alone.seen import Facts
from harness.diagnose.alone.ways import format_variable

_NOT_TLS = re.compile(r"WRONG_VERSION_NUMBER|HTTP_REQUEST|UNKNOWN_PROTOCOL|RECORD_LAYER_FAILURE|HTTPS_PROXY_REQUEST")


def find_other_causes(case: Case, request: Facts) -> Iterator[Cause]:
    """Yield the causes of a failed request that are not about trust, the surest first."""
    for rule in (
        find_bad_bundle,
        find_bad_system_store,
        find_socks_trouble,
        find_useless_exception,
        find_tunnel_trouble,
        find_broken_proxy_url,
        find_proxy_without_scheme,
        find_dead_proxy,
        _find_no_tls,
        _find_unreachable_origin,
    ):
        cause = rule(case, request)
        if cause is not None:
            yield cause


def _find_no_tls(case: Case, request: Facts) -> Cause | None:
    leg = case.find_leg(request)
    said = leg["error"] if leg else join_errors(request)
    if not _NOT_TLS.search(said):
        return None
    setting = case.find_proxy(request)
    if (request["proxy"] or "").startswith("https:") and (leg is None or leg["leg"] == "proxy"):
        where = setting.where if setting else "the setting"
        name = setting.where.split()[-1] if setting and setting.where.startswith("the variable") else ""
        plain = re.sub("^https:", "http:", setting.value) if setting else ""
        failed = "The proxy {} did not answer with TLS.".format(request["proxy"])
        why = (
            f"{where[0].upper() + where[1:]} begins with https://, which asks for TLS to the proxy itself, and this "
            "one speaks plain HTTP."
        )
        ways = (
            Way(
                "Write http:// instead; what goes through the proxy is encrypted all the same.",
                format_variable(name, plain) if name else "",
                "tunnelled.cert_flag_vouches_for_the_origin",
            ),
        )
        return Cause("proxy-speaks-no-tls", failed, why, ways, ("broken", "", "nothing_asked"))
    failed = "{} did not answer with TLS.".format(request["server"])
    why = (
        "The server that answers speaks something else; a proxy that is not set, or a sign-in page, may be in the way."
    )
    return Cause("origin-speaks-no-tls", failed, why, (), ("broken", "origin", "no_tls"), certain=False)


def _find_unreachable_origin(case: Case, request: Facts) -> Cause | None:
    if request["proxy"] is not None:
        return None
    server = urlsplit(request["server"])
    dials = [each for each in case.seen.dials if (each["host"], each["port"]) == (server.hostname, server.port)]
    if not dials or not dials[-1]["errors"]:
        return None
    unused = [each for each in case.settings if each.sort == "proxy"]
    failed = "{} was not reached: {}.".format(request["server"], dials[-1]["errors"][-1])
    if unused:
        why = "It was asked directly, although {} names a proxy: {}.".format(
            unused[0].where, unused[0].ignored or "it did not count"
        )
        return Cause("proxy-not-used", failed, why, (), ("broken", "", "nothing_asked"), certain=False)
    why = "It was asked directly: no variable, option or file names a proxy."
    ways = (Way("If this network has a proxy, name it.", format_variable("HTTPS_PROXY", "http://proxy:port")),)
    return Cause("origin-unreachable", failed, why, ways, ("broken", "", ""), certain=False)
