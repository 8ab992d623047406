"""Find the cause of a failure that has nothing to do with who is trusted: a proxy, a login, a file that is not there.

One rule: a cause is told by what was seen inside the command and by what lies on this machine; texts of errors are read
only for what OpenSSL, http.client or a status line says in fixed words.
"""

from __future__ import annotations

import re
from typing import Iterator, Optional
from urllib.parse import unquote, urlsplit

from harness.diagnose.alone.case import Case, Cause, Way
from harness.diagnose.alone.places import DER, EMPTY, MISSING, TRUSTSTORE_FILES, UNREADABLE, read_store
from harness.diagnose.alone.seen import Facts
from harness.diagnose.alone.settings import Setting
from harness.diagnose.alone.ways import format_unset, format_variable

_STATUS = re.compile(r"Tunnel connection failed: (\d{3})")
_NOT_TLS = re.compile(r"WRONG_VERSION_NUMBER|HTTP_REQUEST|UNKNOWN_PROTOCOL|RECORD_LAYER_FAILURE|HTTPS_PROXY_REQUEST")
_NO_CERTIFICATES = re.compile(r"NO_CERTIFICATE_OR_CRL_FOUND|no certificate or crl found|\(_ssl|\[X509\]", re.IGNORECASE)
_GOOD_BUNDLE = "bundle_channels.cert_flag_vouches_for_the_origin"


def find_other_causes(case: Case, request: Facts) -> Iterator[Cause]:
    """Yield the causes of a failed request that are not about trust, the surest first."""
    for rule in (
        _find_bad_bundle,
        _find_bad_system_store,
        _find_socks_trouble,
        _find_useless_exception,
        _find_tunnel_trouble,
        _find_broken_proxy_url,
        _find_dead_proxy,
        _find_no_tls,
        _find_unreachable_origin,
    ):
        cause = rule(case, request)
        if cause is not None:
            yield cause


def _join_errors(request: Facts) -> str:
    return " | ".join(request["errors"])


def _find_bad_bundle(case: Case, request: Facts) -> Optional[Cause]:
    """The bundle that counted is missing, empty, DER or unreadable."""
    path = request["verify"]
    if not isinstance(path, str) or not path:
        return None
    setting = case.find_bundle(request)
    named = "{} ({})".format(path, setting.where) if setting else path
    state = read_store("", path).state
    failed = "The bundle of authorities that is named cannot be used, so nobody was asked anything."
    name = setting.where.split()[-1] if setting else "the setting"
    if state == MISSING:
        if path.startswith("~"):
            why = "{} begins with ~, which only a shell makes the home: there is no such file.".format(named)
            ways = (Way("Write the whole path.", _set_again(setting, "$HOME" + path[1:]), _GOOD_BUNDLE),)
            return Cause("bundle-home-unexpanded", failed, why, ways, ("broken", "", "nothing_asked"))
        why = "{} is not there.".format(named)
        ways = (
            Way("Name a file that is there, or take the setting away.", _take_away(setting), _GOOD_BUNDLE),
        )
        return Cause("bundle-missing", failed, why, ways, ("broken", "", "nothing_asked"))
    if state == DER:
        why = "{} is in DER, and a bundle must be in PEM.".format(named)
        line = "openssl x509 -inform DER -in {0} -out {0}.pem".format(path)
        ways = (Way("Convert it, and name the new file in {}.".format(name), line, _GOOD_BUNDLE),)
        return Cause("bundle-der", failed, why, ways, ("broken", "", "no_hello"))
    if state == EMPTY:
        ways = (Way("Put the authorities into it in PEM, or take the setting away.", _take_away(setting), _GOOD_BUNDLE),)
        why = "{} has no certificate in it.".format(named)
        return Cause("bundle-empty", failed, why, ways, ("broken", "", "no_hello"))
    if state == UNREADABLE:
        ways = (Way("Let yourself read it.", "chmod a+r {}".format(path), _GOOD_BUNDLE),)
        return Cause("bundle-unreadable", failed, "{} may not be read.".format(named), ways, ("broken", "", "no_hello"))
    return None


def _set_again(setting: Optional[Setting], value: str) -> str:
    if setting is not None and setting.where.startswith("the variable "):
        return 'export {}="{}"'.format(setting.where.split()[-1], value)
    return ""


def _take_away(setting: Optional[Setting]) -> str:
    if setting is not None and setting.where.startswith("the variable "):
        return format_unset(setting.where.split()[-1])
    return ""


def _find_bad_system_store(case: Case, request: Facts) -> Optional[Cause]:
    """The system's store is empty or unreadable, which ends every handshake of truststore."""
    if not _NO_CERTIFICATES.search(_join_errors(request)) and "PermissionError" not in _join_errors(request):
        return None
    first = next((read_store("", path) for path in TRUSTSTORE_FILES if read_store("", path).state != MISSING), None)
    if first is None or first.state not in (EMPTY, UNREADABLE):
        return None
    slug = "{}-system-store-ends-every-handshake".format(first.state)
    words = {EMPTY: "has no certificate in it", UNREADABLE: "may not be read"}[first.state]
    why = "{} is the first file where {} looks for the system's store, and it {}.".format(first.path, case.tool, words)
    ways = (
        Way("Set SSL_CERT_FILE to a bundle.", format_variable("SSL_CERT_FILE", "/path/to/bundle.pem"),
            "openssl_stores.ssl_cert_file_stands_in_for_an_{}_store".format(first.state)),
    )
    failed = "No connection was verified, as the system's store cannot be read."
    return Cause(slug, failed, why, ways, ("broken", "", "no_hello"), slug, case.find_issue(slug))


def _find_socks_trouble(case: Case, request: Facts) -> Optional[Cause]:
    proxy = request["proxy"] or ""
    if not proxy.startswith("socks"):
        return None
    setting = case.find_proxy(request)
    where = " ({})".format(setting.where) if setting else ""
    useless = [m for m in case.seen.managers if "proxy_ssl_context" in m["keywords"] and m["name"].startswith("SOCKS")]
    if useless:
        slug = "proxy-context-given-to-socks"
        why = "The SOCKS proxy{} is given a context that is for https:// proxies, and its pools do not know that.".format(where)
        way = Way(
            "Use --use-deprecated=legacy-certs, and name an authority that pip does not ship by --cert.",
            format_variable("PIP_USE_DEPRECATED", "legacy-certs"),
            "socks.legacy_certs_let_the_flag_vouch",
        )
        failed = "{} broke before it asked the proxy anything.".format(case.tool)
        return Cause(slug, failed, why, (way,), ("broken", "", "nothing_asked"), slug, case.find_issue(slug))
    if "socks" not in case.asked.python.get("modules", {}) and re.search("SOCKS", _join_errors(request)):
        why = "The proxy {}{} speaks SOCKS, and this Python has no PySocks.".format(proxy, where)
        ways = (
            Way("Use the company's http:// proxy, if there is one.", format_variable("HTTPS_PROXY", "http://proxy:port")),
            Way("Install PySocks, from a file that was got on another way.", "python -m pip install --no-index ./PySocks-*.whl",
                "socks.cert_flag_vouches_for_the_origin"),
        )
        failed = "Nothing was asked: the proxy's protocol is not known here."
        return Cause("socks-without-pysocks", failed, why, ways, ("broken", "", "nothing_asked"))
    return None


def _find_useless_exception(case: Case, request: Facts) -> Optional[Cause]:
    """A proxy was used though NO_PROXY has an entry that is meant for the host."""
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
                why = "{} names a proxy, and pip then keeps no host from it.".format(told.where)
                ways = (Way("Name the proxy by HTTPS_PROXY instead.", "", "no_proxy.name_of_the_host_counts"),)
            else:
                why = "{} has {!r}, which does not count for {}: {}.".format(
                    setting.where, entry, host, _explain_entry(entry)
                )
                fixed = format_variable(setting.where.split()[-1], _replace_entry(setting.value, entry, host))
                ways = (Way("Write the name as it counts.", fixed, "no_proxy.name_of_the_host_counts"),)
            failed = "{} was asked by way of the proxy {}, though it was meant to be asked directly.".format(
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


def _find_tunnel_trouble(case: Case, request: Facts) -> Optional[Cause]:
    """The proxy answered a request for a tunnel, or a request itself, with an error."""
    found = _STATUS.search(_join_errors(request))
    status = found.group(1) if found else str(request["status"]) if request["status"] == 407 else ""
    if not status:
        return None
    proxy = case.find_proxy(request)
    where = proxy.where if proxy else "the setting"
    if status == "407":
        return _explain_login(case, request, proxy)
    failed = "The proxy {} refused the way to {}: {}.".format(request["proxy"], request["server"], status)
    why = "It answered {}{}.".format(status, ", which is its own decision" if status == "403" else "")
    ways = (Way("Ask those who run the proxy to allow this host, or use another in {}.".format(where)),)
    return Cause("proxy-refused", failed, why, ways, ("broken", "", "proxy_http_{}".format(status)))


def _explain_login(case: Case, request: Facts, proxy: Optional[Setting]) -> Cause:
    value = proxy.value if proxy else ""
    where = proxy.where if proxy else "the setting"
    login = value.partition("://")[2].rpartition("@")[0]
    sent = any(each["login"] for each in case.seen.tunnels)
    failed = "The proxy {} asks for a user and password (407), and did not get the right ones.".format(request["proxy"])
    encoded = Way(
        "Write what is special in them as %XX (an @ is %40, a % is %25, a # is %23).",
        "python3 -c \"import getpass, urllib.parse as u; print(u.quote(getpass.getpass(), safe=''))\"",
        "odd_logins.proxy_is_told_an_encoded_e_mail_address",
    )
    if not login:
        why = "{} names the proxy without a user and password.".format(where[0].upper() + where[1:])
        ways = (Way("Put them into the proxy's URL.", _set_login(proxy), "credentials.proxy_is_told_its_password_alone"),)
        return Cause("proxy-login-missing", failed, why, ways, ("broken", "", "http_407"))
    if needs_encoding(login):
        why = "The user or password in {} has characters that a URL cannot have as they are.".format(where)
        return Cause("proxy-login-needs-encoding", failed, why, (encoded,), ("broken", "", "http_407"))
    if any(ord(each) > 127 for each in unquote(login)):
        slug = "proxy-login-sent-in-latin-1"
        why = "The password in {} has letters beyond ASCII, and {} sends them in Latin-1.".format(where, case.tool)
        ways = (Way("Have the password changed to one in ASCII."),)
        return Cause(slug, failed, why, ways, ("broken", "", "http_407"), slug, case.find_issue(slug))
    why = "{} has a user and password{}: they are wrong, or have expired.".format(
        where[0].upper() + where[1:], ", which were sent" if sent else ""
    )
    ways = (Way("Put the right ones into the proxy's URL.", _set_login(proxy), "credentials.proxy_is_told_its_password_alone"), encoded)
    return Cause("proxy-login-wrong", failed, why, ways, ("broken", "", "http_407"))


def _set_login(proxy: Optional[Setting]) -> str:
    if proxy is None or not proxy.where.startswith("the variable "):
        return ""
    scheme, _, rest = proxy.value.partition("://")
    return format_variable(proxy.where.split()[-1], "{}://USER:PASSWORD@{}".format(scheme, rest.rpartition("@")[2]))


def needs_encoding(login: str) -> bool:
    """Return whether a user and password have what cannot stand in a URL as it is (RFC 3986, 3.2.1)."""
    return re.search(r"[@/#?\[\]\s]|%(?![0-9A-Fa-f]{2})|[^\x00-\x7f]", login) is not None


def _find_broken_proxy_url(case: Case, request: Facts) -> Optional[Cause]:
    """The proxy's URL cannot be taken apart, for a # or the like in the password."""
    proxies = [each for each in case.settings if each.name in ("proxy", "HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY")]
    for each in proxies:
        login = each.value.partition("://")[2].rpartition("@")[0]
        if re.search(r"[/#?\[\]]", login) and re.search("InvalidProxyURL|LocationParseError|Failed to parse|ValueError|InvalidURL|NameResolution|ProxyError", _join_errors(request)):
            failed = "The proxy's URL is not one that can be used, so nobody was asked anything."
            why = "The user or password in {} has characters that a URL cannot have as they are.".format(each.where)
            way = Way(
                "Write what is special in them as %XX (a # is %23, a / is %2F, a ? is %3F, a [ is %5B).",
                "python3 -c \"import getpass, urllib.parse as u; print(u.quote(getpass.getpass(), safe=''))\"",
                "odd_logins.proxy_is_told_an_encoded_hash",
            )
            return Cause("proxy-login-needs-encoding", failed, why, (way,), ("broken", "", "nothing_asked"))
    return None


def _find_dead_proxy(case: Case, request: Facts) -> Optional[Cause]:
    if request["proxy"] is None:
        return None
    proxy = urlsplit(request["proxy"])
    dials = [each for each in case.seen.dials if each["host"] == proxy.hostname and each["port"] == proxy.port]
    failed_dial = bool(dials) and bool(dials[-1]["errors"])
    if not failed_dial and not (not dials and re.search("NewConnectionError|ConnectTimeout|ConnectionRefused", _join_errors(request))):
        return None
    setting = case.find_proxy(request)
    where = setting.where if setting else "a setting"
    said = dials[-1]["errors"][-1] if dials else request["errors"][-1]
    failed = "The proxy {} was not reached, so nobody else was asked anything.".format(request["proxy"])
    why = "{} names it; who dials it is told: {}.".format(where[0].upper() + where[1:], said)
    variable = setting.where.split()[-1] if setting and setting.where.startswith("the variable") else ""
    ways = (
        Way("Correct its name and port.", format_variable(variable, "http://proxy:port") if variable else "",
            "tunnelled.cert_flag_vouches_for_the_origin"),
        Way("Or take it away, if this network has none.", format_unset(variable) if variable else ""),
    )
    return Cause("proxy-dead", failed, why, ways, ("broken", "", "nothing_asked"))


def _find_no_tls(case: Case, request: Facts) -> Optional[Cause]:
    leg = case.find_leg(request)
    said = leg["error"] if leg else _join_errors(request)
    if not _NOT_TLS.search(said):
        return None
    setting = case.find_proxy(request)
    if (request["proxy"] or "").startswith("https:") and (leg is None or leg["leg"] == "proxy"):
        where = setting.where if setting else "the setting"
        name = setting.where.split()[-1] if setting and setting.where.startswith("the variable") else ""
        plain = re.sub("^https:", "http:", setting.value) if setting else ""
        failed = "The proxy {} did not answer with TLS.".format(request["proxy"])
        why = "{} begins with https://, which is how to speak to the proxy itself, and this one speaks plain HTTP.".format(
            where[0].upper() + where[1:]
        )
        ways = (Way("Write http:// before the proxy; what goes through it is encrypted all the same.",
                    format_variable(name, plain) if name else "", "tunnelled.cert_flag_vouches_for_the_origin"),)
        return Cause("proxy-speaks-no-tls", failed, why, ways, ("rejects", "proxy", "plain_http"))
    failed = "{} did not answer with TLS.".format(request["server"])
    why = "Whoever answers for it speaks something else; a proxy that is not set, or a page to log in, may be in the way."
    return Cause("origin-speaks-no-tls", failed, why, (), ("broken", "origin", "no_tls"), certain=False)


def _find_unreachable_origin(case: Case, request: Facts) -> Optional[Cause]:
    if request["proxy"] is not None:
        return None
    server = urlsplit(request["server"])
    dials = [each for each in case.seen.dials if each["host"] == server.hostname]
    if not dials or not dials[-1]["errors"]:
        return None
    unused = [each for each in case.settings if each.sort == "proxy"]
    failed = "{} was not reached: {}.".format(request["server"], dials[-1]["errors"][-1])
    if unused:
        why = "It was asked directly, though {} names a proxy: {}.".format(unused[0].where, unused[0].ignored or "it did not count")
        return Cause("proxy-not-used", failed, why, (), ("broken", "", "nothing_asked"), certain=False)
    why = "It was asked directly: no variable, option or file names a proxy."
    ways = (Way("If this network has a proxy, name it.", format_variable("HTTPS_PROXY", "http://proxy:port")),)
    return Cause("origin-unreachable", failed, why, ways, ("broken", "", "nothing_asked"), certain=False)
