"""Find out whether a proxy refused a request: without a login, with a wrong one, or for another reason."""

from __future__ import annotations

import re
from urllib.parse import unquote

from harness.diagnose.alone.case import Case, Cause, Way, join_errors
from harness.diagnose.alone.seen import Facts
from harness.diagnose.alone.settings import FoundSetting
from harness.diagnose.alone.ways import format_variable

_STATUS = re.compile(r"Tunnel connection failed: (\d{3})")


def find_tunnel_trouble(case: Case, request: Facts) -> Cause | None:
    """Return the cause if the proxy answered a request, or the request for a tunnel, with an error; else None."""
    found = _STATUS.search(join_errors(request))
    status = found.group(1) if found else str(request["status"]) if request["status"] == 407 else ""
    if not status:
        return None
    proxy = case.find_proxy(request)
    where = proxy.where if proxy else "the setting"
    if status == "407":
        return _explain_login(case, request, proxy)
    failed = "The proxy {} refused the tunnel to {}: {}.".format(request["proxy"], request["server"], status)
    why = "It answered {}{}.".format(status, ": it does not allow this host" if status == "403" else "")
    ways = (Way(f"Ask those who run the proxy to allow this host, or use another in {where}."),)
    return Cause("proxy-refused", failed, why, ways, ("broken", "", f"proxy_http_{status}"))


def _explain_login(case: Case, request: Facts, proxy: FoundSetting | None) -> Cause:
    value = proxy.value if proxy else ""
    where = proxy.where if proxy else "the setting"
    login = value.partition("://")[2].rpartition("@")[0]
    sent = any(each["login"] for each in case.seen.tunnels)
    failed = "The proxy {} asks for a user and password (407), and did not get the right ones.".format(request["proxy"])
    encoded = Way(
        "Percent-encode the special characters in them (an @ is %40, a % is %25, a # is %23).",
        "python3 -c \"import getpass, urllib.parse as u; print(u.quote(getpass.getpass(), safe=''))\"",
        "odd_logins.proxy_is_told_an_encoded_e_mail_address",
    )
    if not login:
        why = f"{where[0].upper() + where[1:]} names the proxy without a user and password."
        ways = (
            Way("Put them into the proxy's URL.", _set_login(proxy), "credentials.proxy_is_told_its_password_alone"),
        )
        return Cause("proxy-login-missing", failed, why, ways, ("broken", "", "http_407"))
    if needs_encoding(login):
        why = f"The user or password in {where} has characters that a URL cannot have as they are."
        return Cause("proxy-login-needs-encoding", failed, why, (encoded,), ("broken", "", "http_407"))
    if any(ord(each) > 127 for each in unquote(login)):
        slug = "proxy-login-sent-in-latin-1"
        why = f"The password in {where} has letters beyond ASCII, and {case.tool} sends them in Latin-1."
        ways = (Way("Have the password changed to one in ASCII."),)
        return Cause(slug, failed, why, ways, ("broken", "", "http_407"), slug, case.find_issue(slug))
    why = "{} has a user and password{}: they are wrong, or have expired.".format(
        where[0].upper() + where[1:], ", which were sent" if sent else ""
    )
    corrected = (
        Way(
            "Put the right ones into the proxy's URL.",
            _set_login(proxy),
            "credentials.proxy_is_told_its_password_alone",
        ),
        encoded,
    )
    return Cause("proxy-login-wrong", failed, why, corrected, ("broken", "", "http_407"))


def _set_login(proxy: FoundSetting | None) -> str:
    if proxy is None or not proxy.where.startswith("the variable "):
        return ""
    scheme, _, rest = proxy.value.partition("://")
    return format_variable(proxy.where.split()[-1], "{}://USER:PASSWORD@{}".format(scheme, rest.rpartition("@")[2]))


def needs_encoding(login: str) -> bool:
    """Return whether a user and password have characters that must be encoded in a URL (RFC 3986, 3.2.1)."""
    return re.search(r"[@/#?\[\]\s]|%(?![0-9A-Fa-f]{2})|[^\x00-\x7f]", login) is not None


def find_proxy_without_scheme(case: Case, request: Facts) -> Cause | None:
    """Return the cause if the proxy is named by host and port alone and this client wants a whole URL; else None."""
    named = next((each for each in case.settings if each.sort == "proxy" and not each.ignored), None)
    if named is None or "://" in named.value or not re.search("InvalidProxyURL|InvalidSchema", join_errors(request)):
        return None
    failed = "The proxy's URL cannot be used, so no request was sent."
    why = f"{named.where[0].upper() + named.where[1:]} has no scheme, and this client wants one."
    fixed = f"http://{named.value}"
    line = format_variable(named.where.split()[-1], fixed) if named.where.startswith("the variable ") else ""
    ways = (Way("Write http:// before it.", line, "tunnelled.cert_flag_vouches_for_the_origin"),)
    return Cause("proxy-without-scheme", failed, why, ways, ("broken", "", "nothing_asked"))


def find_broken_proxy_url(case: Case, request: Facts) -> Cause | None:
    """Return the cause if the proxy's URL cannot be parsed because of a # or the like in its login; else None."""
    proxies = [each for each in case.settings if each.name in ("proxy", "HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY")]
    for each in proxies:
        login = each.value.partition("://")[2].rpartition("@")[0]
        if re.search(r"[/#?\[\]]", login) and re.search(
            "InvalidProxyURL|LocationParseError|Failed to parse|ValueError|InvalidURL|NameResolution|ProxyError",
            join_errors(request),
        ):
            failed = "The proxy's URL cannot be used, so no request was sent."
            why = f"The user or password in {each.where} has characters that a URL cannot have as they are."
            way = Way(
                "Percent-encode the special characters in them (a # is %23, a / is %2F, a ? is %3F, a [ is %5B).",
                "python3 -c \"import getpass, urllib.parse as u; print(u.quote(getpass.getpass(), safe=''))\"",
                "odd_logins.proxy_is_told_an_encoded_hash",
            )
            return Cause("proxy-login-needs-encoding", failed, why, (way,), ("broken", "", "nothing_asked"))
    return None
