"""Kept worlds in which a person's pip fails, each for one reason, and what ``diagnose`` must call it.

One rule: each has a password somewhere in reach, so that a report can be searched for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.lab.worlds.world import World
from harness.model.conditions import Beside, Certificate, ClientCertificate, ProxyFault, Root, StoreState, Tls
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, STRANGER, Authority

#: Nobody listens there.
DEAD = "http://localhost:1"
#: The passwords of every world: in netrc, in another index's URL, in a variable, and of a proxy.
IN_NETRC, IN_INDEX, IN_VARIABLE, OF_PROXY = "kept-in-netrc", "s3cret/of+index", "token-in-a-variable", "pass w@rd#1"


@dataclass(frozen=True, kw_only=True)
class Misfortune:
    """A world: the pip, the machine's system store (None for the machine as it is), variables and options.

    With ``heals`` the first line of the answer is all that pip needs to get its file, with the login put into it.
    """

    pip: str
    code: str
    defect: str = ""
    heals: bool = False
    beside: Beside = Beside.NOTHING
    system: tuple[Authority, ...] | None = None
    index: Mapping[str, Any] = field(default_factory=dict)
    variables: Callable[[World], Mapping[str, str]] = lambda _: {}
    options: Callable[[World], tuple[str, ...]] = lambda _: ()


def bundle(*authorities: Authority, **state: Any) -> Callable[[World], dict[str, str]]:
    return lambda world: {"PIP_CERT": str(world.trust_store(*authorities, **state))}


def good_bundle(world: World) -> dict[str, str]:
    return bundle(PUBLIC)(world)


def proxy(make: Callable[[World], str], **more: str) -> Callable[[World], dict[str, str]]:
    """A proxy in the variable that pip reads, beside a good bundle."""
    return lambda world: {"HTTPS_PROXY": make(world), **good_bundle(world), **more}


def proxy_alone(make: Callable[[World], str], **more: str) -> Callable[[World], dict[str, str]]:
    return lambda world: {"HTTPS_PROXY": make(world), **more}


def guarded(login: str) -> Callable[[World], str]:
    """A plain proxy that asks for a login, and a URL with this one."""
    return lambda world: f"http://{login}localhost:{world.connect_proxy(login=f'me:{OF_PROXY}').port}"


MISFORTUNES = {
    "the context is lost behind a tunnel (#13288)": Misfortune(
        pip="25.0.1",
        code="truststore-context-lost",
        defect="truststore-context-lost",
        heals=True,
        system=(PUBLIC,),
        variables=proxy_alone(lambda world: world.connect_proxy().url),
    ),
    "the context is lost on the way to an intercepting proxy": Misfortune(
        pip="24.2",
        code="truststore-context-lost",
        defect="truststore-context-lost",
        heals=True,
        system=(INSPECTION,),
        variables=proxy_alone(lambda world: world.intercepting_proxy().url),
    ),
    "the context is lost on the leg to an https:// proxy (#13465)": Misfortune(
        pip="26.1.2",
        code="proxy-leg-context-lost",
        defect="proxy-leg-context-lost",
        heals=True,
        system=(PUBLIC, CORPORATE),
        variables=proxy_alone(lambda world: world.https_proxy().url),
    ),
    "a variable is lost with --proxy (#11091)": Misfortune(
        pip="25.2",
        code="bundle-variable-lost-with-proxy-flag",
        defect="bundle-variable-lost-with-proxy-flag",
        heals=True,
        variables=lambda world: {"REQUESTS_CA_BUNDLE": str(world.trust_store(PUBLIC))},
        options=lambda world: ("--proxy", world.connect_proxy().url),
    ),
    "the bundle is not there": Misfortune(
        pip="25.2", code="bundle-missing", variables=lambda _: {"PIP_CERT": "/nowhere/ca.pem"}
    ),
    "the home in a variable is not expanded": Misfortune(
        pip="24.0", code="bundle-home-unexpanded", variables=lambda _: {"REQUESTS_CA_BUNDLE": "~/ca.pem"}
    ),
    "the folder is not hashed": Misfortune(
        pip="25.2",
        code="folder-not-hashed",
        options=lambda world: ("--cert", str(world.trust_store(PUBLIC, state=StoreState.UNHASHED_FOLDER, hashed=True))),
    ),
    "the bundle is empty": Misfortune(pip="25.2", code="bundle-empty", variables=bundle(state=StoreState.EMPTY)),
    "the bundle is DER": Misfortune(pip="24.0", code="bundle-der", variables=bundle(PUBLIC, state=StoreState.DER)),
    "NO_PROXY has a URL": Misfortune(
        pip="25.2",
        code="no-proxy-does-not-count",
        heals=True,
        variables=proxy(lambda _: DEAD, NO_PROXY="https://localhost"),
    ),
    "the proxy's login is missing": Misfortune(
        pip="25.2", code="proxy-login-missing", heals=True, variables=proxy(guarded(""))
    ),
    "the proxy's login is wrong": Misfortune(
        pip="25.2", code="proxy-login-wrong", heals=True, variables=proxy(guarded("me:not-that-one@"))
    ),
    "the proxy's login needs encoding": Misfortune(
        pip="25.2", code="proxy-login-needs-encoding", variables=proxy(guarded(f"me:{OF_PROXY}@"))
    ),
    "the proxy is dead": Misfortune(pip="25.2", code="proxy-dead", variables=proxy(lambda _: DEAD)),
    "a plain proxy is called https://": Misfortune(
        pip="25.2",
        code="proxy-speaks-no-tls",
        heals=True,
        variables=proxy(lambda world: f"https://localhost:{world.connect_proxy().port}"),
    ),
    "there is no PySocks": Misfortune(
        pip="25.2", code="socks-without-pysocks", variables=proxy(lambda world: world.socks_proxy().url)
    ),
    "the server's certificate has expired": Misfortune(
        pip="25.2", code="leaf-expired", index={"certificate": Certificate.EXPIRED}, variables=good_bundle
    ),
    "the server's certificate is not yet valid": Misfortune(
        pip="25.2", code="leaf-not-yet-valid", index={"certificate": Certificate.NOT_YET_VALID}, variables=good_bundle
    ),
    "the authority has expired": Misfortune(
        pip="24.0", code="authority-expired", variables=bundle(PUBLIC, roots=Root.EXPIRED)
    ),
    "the certificate is for another name": Misfortune(
        pip="25.2", code="wrong-name", index={"certificate": Certificate.WRONG_NAME}, variables=good_bundle
    ),
    "the bundle has the intermediate alone": Misfortune(
        pip="25.2",
        code="intermediate-only",
        index={"certificate": Certificate.BY_INTERMEDIATE},
        variables=bundle(PUBLIC, roots=Root.INTERMEDIATE_ALONE),
    ),
    "a variable of requests counts before --cert": Misfortune(
        pip="25.2",
        code="authority-in-unread-store",
        heals=True,
        variables=lambda world: {"REQUESTS_CA_BUNDLE": str(world.trust_store(STRANGER))},
        options=lambda world: ("--cert", str(world.trust_store(PUBLIC))),
    ),
    "a SOCKS proxy is given a context (#14320)": Misfortune(
        pip="26.3",
        code="proxy-context-given-to-socks",
        defect="proxy-context-given-to-socks",
        system=(PUBLIC,),
        beside=Beside.PYSOCKS,
        variables=proxy_alone(lambda world: world.socks_proxy().url),
    ),
    "the proxy is named without a scheme": Misfortune(
        pip="24.0",
        code="proxy-without-scheme",
        heals=True,
        variables=proxy(lambda world: f"localhost:{world.connect_proxy().port}"),
    ),
    "the proxy forbids the host": Misfortune(
        pip="25.2",
        code="proxy-refused",
        variables=proxy(lambda world: world.connect_proxy(fault=ProxyFault.FORBIDDEN).url),
    ),
    "the connection is cut": Misfortune(
        pip="25.2",
        code="connection-cut",
        variables=proxy(lambda world: world.connect_proxy(fault=ProxyFault.RESET).url),
    ),
    "the server wants a certificate of the client's": Misfortune(
        pip="25.2",
        code="client-certificate-demanded",
        index={"client_certificate": ClientCertificate.DEMANDED_AND_MISSING},
        variables=good_bundle,
    ),
    "the server speaks an old TLS": Misfortune(
        pip="25.2", code="tls-version", index={"speaks": Tls.ONLY_1_1}, variables=good_bundle
    ),
    "the certificate has signed itself": Misfortune(
        pip="25.2", code="self-signed", index={"certificate": Certificate.SELF_SIGNED_CA}, variables=good_bundle
    ),
    "nobody here vouches": Misfortune(pip="25.2", code="authority-unknown"),
    "an old pip does not read the system's store": Misfortune(
        pip="24.0", code="authority-in-unread-store", system=(PUBLIC,), heals=True
    ),
    "SSL_CERT_FILE hides the system's store": Misfortune(
        pip="25.2",
        code="authority-in-unread-store",
        heals=True,
        system=(PUBLIC,),
        variables=lambda world: {"SSL_CERT_FILE": str(world.trust_store(STRANGER))},
    ),
}
