"""Find the settings about trust and proxies: each with its value, where it comes from, and whether it counted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from harness.diagnose.alone.asked import Asked
from harness.diagnose.alone.pip_files import ConfigFile, list_config_files

#: The options of pip that matter here, in all their spellings, and whether a word follows.
_OPTIONS = {
    "--proxy": "proxy",
    "--cert": "cert",
    "--client-cert": "client-cert",
    "--index-url": "index-url",
    "-i": "index-url",
    "--pypi-url": "index-url",
    "--extra-index-url": "extra-index-url",
    "--trusted-host": "trusted-host",
    "--use-feature": "use-feature",
    "--use-deprecated": "use-deprecated",
    "--find-links": "find-links",
    "-f": "find-links",
}
_ALONE = {"--isolated": "isolated", "--no-proxy-env": "no-proxy-env", "--no-index": "no-index"}
#: The variables that name proxies, in the order in which Python prefers them, and those that name stores.
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
_STORES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE")
#: What other tools read.
_OTHERS = {
    "uv": ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_NATIVE_TLS", "UV_SYSTEM_CERTS", "UV_INSECURE_HOST"),
    "git": ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY", "GIT_PROXY_SSL_CAINFO"),
}
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXY, BUNDLE, OPENSSL, INDEX, EXCEPTION, OTHER = "proxy", "bundle", "OpenSSL's store", "index", "no proxy", "other"
_SORTS = {
    "proxy": PROXY,
    "cert": BUNDLE,
    "index-url": INDEX,
    "extra-index-url": INDEX,
    **dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"), PROXY),
    **dict.fromkeys((*_BUNDLES, "GIT_SSL_CAINFO"), BUNDLE),
    **dict.fromkeys(("UV_DEFAULT_INDEX", "UV_INDEX_URL"), INDEX),
    **dict.fromkeys(("SSL_CERT_FILE", "SSL_CERT_DIR"), OPENSSL),
    "NO_PROXY": EXCEPTION,
}


class FoundSetting(NamedTuple):
    """A setting: its sort, name and value, where it comes from in words, and why it did not count, empty if it did."""

    sort: str
    name: str
    value: str
    where: str
    ignored: str

    def as_fact(self) -> dict[str, Any]:
        """Return it as it goes into a report."""
        return dict(self._asdict())


def find_settings(asked: Asked, environment: Mapping[str, str]) -> list[FoundSetting]:
    """Return every setting of a command, those that take precedence first."""
    pip = asked.tool == "pip"
    found = list(_list_options(asked.options)) if pip else []
    isolated = any(each.name == "isolated" for each in found)
    if pip:
        found += _list_pip_variables(environment, isolated)
        files = list_config_files(environment, str(asked.python.get("prefix", "")), isolated)
        command = next((word for word in asked.options if not word.startswith("-")), "")
        for file in reversed(files):
            found += _list_file(file, command)
    found += _list_variables(environment)
    for name in _OTHERS.get(asked.tool, ()):
        if environment.get(name):
            found.append(_make(name, environment[name], f"the variable {name}"))
    found += _list_netrc(environment)
    found += _list_system_proxies(asked.python, environment)
    return _mark_overridden(found)


def _list_options(words: tuple[str, ...]) -> Iterator[FoundSetting]:
    at = 0
    while at < len(words):
        name, equals, value = words[at].partition("=")
        if name in _OPTIONS:
            if not equals and at + 1 < len(words):
                at += 1
                value = words[at]
            yield _make(_OPTIONS[name], value, f"the option {name}")
        elif words[at] in _ALONE:
            yield _make(_ALONE[words[at]], "on", f"the option {words[at]}")
        at += 1


def _make(name: str, value: str, where: str, ignored: str = "") -> FoundSetting:
    return FoundSetting(_SORTS.get(name, OTHER), name, value, where, ignored)


def _list_pip_variables(environment: Mapping[str, str], isolated: bool) -> Iterator[FoundSetting]:
    for variable, value in sorted(environment.items()):
        name = variable[4:].lower().replace("_", "-")
        if variable.startswith("PIP_") and value and not variable.startswith("PIP_TRUST_LAB_"):
            known = name in set(_OPTIONS.values()) or name in _ALONE.values() or name == "config-file"
            if known:
                ignored = "--isolated leaves the environment out" if isolated else ""
                yield _make(name, value, f"the variable {variable}", ignored)


def _list_file(file: ConfigFile, command: str) -> Iterator[FoundSetting]:
    for section in (command, "global"):
        for where, name, value in file.settings:
            if where == section and (name in set(_OPTIONS.values()) or name in _ALONE.values()):
                yield _make(name, value, f"[{section}] in {file.path}", file.ignored)


def _list_variables(environment: Mapping[str, str]) -> Iterator[FoundSetting]:
    for name in (*_PROXIES, *_STORES):
        # Python prefers the lower-case one of a proxy.
        spellings = [name.lower(), name] if name in _PROXIES else [name]
        set_ones = [each for each in spellings if environment.get(each)]
        for each in set_ones:
            first = set_ones[0]
            ignored = "" if each == first else f"{first} is set too, and counts first"
            yield _make(name, environment[each], f"the variable {each}", ignored)


def _list_netrc(environment: Mapping[str, str]) -> Iterator[FoundSetting]:
    home = environment.get("HOME") or os.path.expanduser("~")
    paths = (
        [environment["NETRC"]] if environment.get("NETRC") else [os.path.join(home, n) for n in (".netrc", "_netrc")]
    )
    for path in paths:
        if os.path.isfile(path):
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    hosts = re.findall(r"\bmachine\s+(\S+)", file.read())
            except OSError:
                continue
            yield _make("netrc", "logins of " + (", ".join(hosts) or "nobody"), path)


def _list_system_proxies(python: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[FoundSetting]:
    set_ones = {name[: -len("_proxy")].lower() for name in environment if name.lower().endswith("_proxy")}
    for scheme, url in sorted(dict(python.get("system_proxies", {})).items()):
        if scheme not in set_ones:
            ignored = "a variable names a proxy" if set_ones & {"http", "https", "all"} else ""
            yield FoundSetting(PROXY, scheme, url, "the system's settings", ignored)


def _mark_overridden(found: list[FoundSetting]) -> list[FoundSetting]:
    """Return the settings, with each marked as ignored that an earlier one of the same name overrides."""
    first: dict[str, FoundSetting] = {}
    marked = []
    for each in found:
        before = first.get(each.name)
        if before is not None and not each.ignored and each.name != "extra-index-url" and before.value != each.value:
            marked.append(each._replace(ignored=f"{before.where} counts before it"))
            continue
        if not each.ignored:
            first.setdefault(each.name, each)
        marked.append(each)
    return marked


def judge_settings(found: list[FoundSetting], requests: list[dict[str, Any]], pip: bool) -> list[FoundSetting]:
    """Return the settings, with each marked as ignored that no request was seen to use."""
    if not requests:
        return found
    proxies = {each["proxy"] for each in requests}
    bundles = {each["verify"] for each in requests if isinstance(each["verify"], str)}
    judged = []
    for each in found:
        why = each.ignored
        if not why and each.sort == PROXY and _name_proxy(each.value) not in proxies:
            why = _explain_proxy(each, found, requests)
        elif not why and each.sort == BUNDLE and each.value not in bundles:
            why = _explain_bundle(each, found, bundles, pip)
        judged.append(each._replace(ignored=why))
    return judged


def _name_proxy(url: str) -> str | None:
    """Return a proxy's scheme, host and port, as the witness writes them; None for what is no URL."""
    try:
        parts = urlsplit(url.strip() if "://" in url else "http://" + url.strip())
        host = parts.hostname or ""
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return None
    return "{}://{}:{}".format(parts.scheme, "[" + host + "]" if ":" in host else host, port)


def _explain_proxy(setting: FoundSetting, found: list[FoundSetting], requests: list[dict[str, Any]]) -> str:
    if setting.name == "HTTP_PROXY" and all(each["server"].startswith("https:") for each in requests):
        return "it is for http:// addresses, and none was requested"
    others = [each for each in found if each.sort == PROXY and each is not setting and not each.ignored]
    used = [each for each in others if _name_proxy(each.value) in {each["proxy"] for each in requests}]
    if used:
        return f"{used[0].where} counted instead"
    if all(each["proxy"] is None for each in requests):
        return "NO_PROXY has the host" if any(each.sort == EXCEPTION for each in found) else "no request went by it"
    return "another proxy was used"


def _explain_bundle(setting: FoundSetting, found: list[FoundSetting], bundles: Any, pip: bool) -> str:
    used = [each for each in found if each.sort == BUNDLE and each.value in bundles]
    if used:
        return f"{used[0].where} counts before it"
    told = [each for each in found if each.sort == PROXY and each.name == "proxy" and not each.ignored]
    if pip and setting.name in _BUNDLES and told:
        return f"pip with a proxy from {told[0].where} reads no variables of requests (pypa/pip#11091)"
    return "no request was made with it"
