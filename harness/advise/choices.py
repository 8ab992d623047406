"""The words in which a person describes their set-up: the way to the index, the place of their CA, the proxy's login.

One rule: a word of the command line is a promise, and is never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Topologies by the word for ``--topology``, each described for somebody new to proxies.
TOPOLOGIES = {
    "direct": "no proxy: your machine reaches the package index itself",
    "tunnelled": "a proxy with an http:// address that passes TLS through unread",
    "tunnelled-over-tls": "a proxy with an https:// address of its own that passes TLS through unread",
    "intercepted": "a proxy with an http:// address that inspects TLS: sites show a certificate of your company",
    "intercepted-over-tls": "a proxy with an https:// address of its own that inspects TLS",
    "over-socks": "a proxy with a socks5:// address, and PySocks beside pip",
    "over-socks-by-name": "a proxy with a socks5h:// address, and PySocks beside pip",
}


@dataclass(frozen=True, kw_only=True)
class StoreChoice:
    """A place for an authority.

    ``name`` is its field of :class:`harness.model.trust.Trust`, ``words`` describe it, ``harm`` is its side effect on
    the machine or on other programs, empty if it has none.
    """

    name: str
    words: str
    harm: str = ""


STORES = {
    "system": StoreChoice(name="system", words="the system's store, where your company's IT puts it"),
    "shipped": StoreChoice(
        name="shipped",
        words="the bundle inside pip itself (gone with every upgrade)",
        harm="it changes pip's own files, in this environment alone",
    ),
    "ssl-cert-file": StoreChoice(
        name="ssl_cert_file",
        words="a file that SSL_CERT_FILE names",
        harm="it counts for every program that uses OpenSSL in this shell",
    ),
    "ssl-cert-dir": StoreChoice(
        name="ssl_cert_dir",
        words="a folder that SSL_CERT_DIR names",
        harm="it counts for every program that uses OpenSSL in this shell",
    ),
    "cert": StoreChoice(name="cert_flag", words="a file given with --cert"),
    "pip-cert": StoreChoice(name="pip_cert", words="a file that PIP_CERT names"),
    "pip-conf": StoreChoice(name="pip_conf", words="a file that pip's configuration names"),
    "requests-ca-bundle": StoreChoice(
        name="requests_ca_bundle",
        words="a file that REQUESTS_CA_BUNDLE names",
        harm="it counts for every program that uses requests in this shell",
    ),
    "curl-ca-bundle": StoreChoice(
        name="curl_ca_bundle",
        words="a file that CURL_CA_BUNDLE names",
        harm="it counts for curl and for every program that uses requests in this shell",
    ),
}
#: The stores that are a bundle whose path pip is given.
NAMED = ("cert", "pip-cert", "pip-conf", "requests-ca-bundle", "curl-ca-bundle")


@dataclass(frozen=True, kw_only=True)
class Form:
    """A state of the CA file or of the login: its description, and its words in the wide matrix, by axis."""

    words: str
    axes: Mapping[str, str]


def _flaw(words: str, flaw: str, side: str = "origin") -> Form:
    return Form(words=words, axes={"side": side, "flaw": flaw})


#: The contents of the person's CA file, by the word for ``--ca``.
CAS = {
    "root": Form(words="a root: its issuer is itself", axes={}),
    "intermediate": _flaw("an intermediate: another authority has issued it", "root_intermediate_alone"),
    "expired": _flaw("a root that has expired", "root_expired"),
    "uncritical": _flaw("a root whose basic constraints are not marked critical", "root_uncritical"),
    "old-style": _flaw("a root without key identifiers, like the certificates that it signs", "root_old_style"),
    "missing": _flaw("nothing: no file is there", "storestate_missing"),
    "empty": _flaw("nothing: the file is empty", "storestate_empty"),
    "der": _flaw("a certificate in DER, not in PEM", "storestate_der"),
}
#: The login for the person's proxy, by the word for ``--login``.
LOGINS = {
    "not-asked": Form(words="the proxy asks for no login", axes={}),
    "in-url": Form(
        words="the proxy asks for a login, and its address has the right one", axes={"proxy_login": "proxylogin_in_url"}
    ),
    "encoded": Form(
        words="the proxy asks for a login, and its address has the right one with odd characters percent-encoded",
        axes={"proxy_login": "proxylogin_odd"},
    ),
    "missing": _flaw("the proxy asks for a login, and its address has none", "proxylogin_missing", "proxy"),
    "wrong": _flaw("the proxy asks for a login, and its address has a wrong one", "proxylogin_wrong", "proxy"),
    "with-at": Form(
        words="the proxy asks for a login, and its address has one with an @ or a % that is not encoded",
        axes={"proxy_login": "proxylogin_e_mail"},
    ),
    "with-hash": _flaw(
        "the proxy asks for a login, and its address has one with a # that is not encoded",
        "proxylogin_with_hash",
        "proxy",
    ),
    "with-bracket": _flaw(
        "the proxy asks for a login, and its address has one with a [ that is not encoded",
        "proxylogin_with_bracket",
        "proxy",
    ),
    "with-umlaut": _flaw(
        "the proxy asks for a login, and it has a letter of Latin-1 beyond ASCII, such as an umlaut",
        "proxylogin_with_umlaut",
        "proxy",
    ),
    "with-euro": _flaw(
        "the proxy asks for a login, and it has a character beyond Latin-1, such as the euro sign",
        "proxylogin_with_euro",
        "proxy",
    ),
}
#: The logins with which the proxy lets the client through.
OPENING = ("not-asked", "in-url", "encoded")
#: The store that OpenSSL reads by default in the person's Python, by the word for ``--host``.
HOSTS = {
    "standalone": "your Python's OpenSSL has no store of its own, as conda's and most standalone builds",
    "distro": "your Python's OpenSSL reads the system's store, as a distribution's own Python",
    "here": "whichever of the two holds for the Python on this machine that --python names",
}
#: Options of pip that change whom it trusts, by the word of the wide matrix.
OPTIONS = {"use_truststore": "--use-feature=truststore", "legacy_certs": "--use-deprecated=legacy-certs"}
