"""Find out whether the proxy made a request fail: one that is down, one to be bypassed, or a SOCKS proxy."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from harness.diagnose.alone.case import Case, Cause, Way, join_errors
from harness.diagnose.alone.seen import Facts
from harness.diagnose.alone.ways import format_unset, format_variable


def find_socks_trouble(case: Case, request: Facts) -> Cause | None:
    """Return the cause if the proxy speaks SOCKS and PySocks is missing or the client is broken; else None."""
    proxy = request["proxy"] or ""
    if not proxy.startswith("socks"):
        return None
    setting = case.find_proxy(request)
    where = f" ({setting.where})" if setting else ""
    useless = [m for m in case.seen.managers if "proxy_ssl_context" in m["keywords"] and m["name"].startswith("SOCKS")]
    if useless:
        slug = "proxy-context-given-to-socks"
        why = f"The SOCKS proxy{where} is given a context that is for https:// proxies, which its pools do not accept."
        way = Way(
            "Use --use-deprecated=legacy-certs, and name an authority that pip does not ship by --cert.",
            format_variable("PIP_USE_DEPRECATED", "legacy-certs"),
            "socks.legacy_certs_let_the_flag_vouch",
        )
        failed = f"{case.tool} failed before it sent the proxy anything."
        return Cause(slug, failed, why, (way,), ("broken", "", "nothing_asked"), slug, case.find_issue(slug))
    if "socks" not in case.asked.python.get("modules", {}) and re.search("SOCKS", join_errors(request)):
        why = f"The proxy {proxy}{where} speaks SOCKS, and this Python has no PySocks."
        ways = (
            Way(
                "Use the company's http:// proxy, if there is one.", format_variable("HTTPS_PROXY", "http://proxy:port")
            ),
            Way(
                "Install PySocks from a file that you fetch another way.",
                "python -m pip install --no-index ./PySocks-*.whl",
                "socks.cert_flag_vouches_for_the_origin",
            ),
        )
        failed = "No request was sent: the proxy's protocol is not supported here."
        return Cause("socks-without-pysocks", failed, why, ways, ("broken", "", "nothing_asked"))
    return None


def find_useless_exception(case: Case, request: Facts) -> Cause | None:
    """Return the cause if a proxy was used although NO_PROXY has an entry that is meant for the host; else None."""
    if request["proxy"] is None:
        return None
    host = (urlsplit(request["server"]).hostname or "").lower()
    told = next((each for each in case.settings if each.name == "proxy" and not each.ignored), None)
    for setting in case.find_exceptions():
        for entry in filter(None, (part.strip() for part in setting.value.split(","))):
            meant = re.sub(r"^[a-z]+://", "", entry.lower()).split("/")[0].lstrip("*").lstrip(".")
            bare = re.sub(r":\d+$", "", meant)
            if not bare or not (host == bare or host.endswith("." + bare)):
                continue
            if told is not None and case.is_pip:
                why = f"{told.where} names a proxy, and pip then ignores NO_PROXY."
                ways = (Way("Name the proxy by HTTPS_PROXY instead.", "", "no_proxy.name_of_the_host_counts"),)
            else:
                why = f"{setting.where} has {entry!r}, which does not count for {host}: {_explain_entry(entry)}."
                fixed = format_variable(setting.where.split()[-1], _replace_entry(setting.value, entry, host))
                ways = (Way("Write the name in the form that counts.", fixed, "no_proxy.name_of_the_host_counts"),)
            failed = "{} was reached through the proxy {}, although NO_PROXY was meant to exclude it.".format(
                host, request["proxy"]
            )
            return Cause("no-proxy-does-not-count", failed, why, ways, ("broken", "", "nothing_asked"))
    return None


def _explain_entry(entry: str) -> str:
    if "://" in entry:
        return "an entry is a name, not a URL"
    if "*" in entry:
        return "a star counts only alone; a domain stands for all names in it"
    if ":" in entry:
        return "the port is another one"
    return "it is not how this tool compares names"


def _replace_entry(value: str, entry: str, host: str) -> str:
    parts = [part.strip() for part in value.split(",")]
    plain = re.sub(r"^[a-z]+://", "", entry.lower()).split("/")[0].lstrip("*").lstrip(".")
    return ",".join((re.sub(r":\d+$", "", plain) or host) if part == entry else part for part in parts)


def find_dead_proxy(case: Case, request: Facts) -> Cause | None:
    """Return the cause if nothing answers at the proxy's address; else None."""
    if request["proxy"] is None:
        return None
    proxy = urlsplit(request["proxy"])
    dials = [each for each in case.seen.dials if each["host"] == proxy.hostname and each["port"] == proxy.port]
    failed_dial = bool(dials) and bool(dials[-1]["errors"])
    if not failed_dial and not (
        not dials and re.search("NewConnectionError|ConnectTimeout|ConnectionRefused", join_errors(request))
    ):
        return None
    setting = case.find_proxy(request)
    where = setting.where if setting else "a setting"
    said = dials[-1]["errors"][-1] if dials else request["errors"][-1]
    failed = "The proxy {} was not reached, so no request was sent.".format(request["proxy"])
    why = f"{where[0].upper() + where[1:]} names it; the connection failed with {said}."
    variable = setting.where.split()[-1] if setting and setting.where.startswith("the variable") else ""
    ways = (
        Way(
            "Correct its name and port.",
            format_variable(variable, "http://proxy:port") if variable else "",
            "tunnelled.cert_flag_vouches_for_the_origin",
        ),
        Way("Or remove it, if this network has none.", format_unset(variable) if variable else ""),
    )
    return Cause("proxy-dead", failed, why, ways, ("broken", "", "nothing_asked"))
