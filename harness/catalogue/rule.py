"""The rule that every scenario's expectation follows from: who vouches for which leg.

One rule: pure, and it knows no client's faults. Legs are verified in the order in which a client meets them; the first
whose certificate is odd, or whose authority lies in no store that counts, is refused for that reason. A node that
demands a certificate of a client that has none refuses in its turn, and one that asks for a user and password does not
serve a client that finds others first. A node that commits a fault, or speaks no TLS, ends it there, unless a client
that tries again gets past. Credentials for an ``http://`` origin are read by the proxy that passes them on. A URL
that a user and password make invalid leads nowhere, and a file that contradicts the hash on its page is not kept, nor
one whose metadata do.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from harness.model.capability import Capability
from harness.model.conditions import StoreState
from harness.model.conditions.faults import Moment, name_ending, name_status
from harness.model.conditions.indexes import Altered
from harness.model.expectation import Accepts, Breaks, Credential, Expectation, Leaks, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import OPENSSL_STORES, Authority
from harness.model.words import Leg, Reason

#: The channels that expand ``~``: pip does so in its own settings, and nobody does in another program's variables.
_EXPANDED = ("cert_flag", "pip_cert", "pip_conf")


def find_trusted(scenario: Scenario) -> frozenset[Authority]:
    """Return the authorities in the stores that count: in the bundle that is named, or else in all that are read."""
    if scenario.action.is_by_git:
        return _read_store(scenario, "system") | _read_store(scenario, "git_ssl_cainfo")
    if named := scenario.trust.named_bundle:
        return _read_store(scenario, named)
    if any(Capability.LEGACY_CERTS in each.needs for each in scenario.literals):
        return frozenset(scenario.trust.shipped)
    stores = ("shipped", *OPENSSL_STORES, *(() if _is_system_hidden(scenario) else ("system",)))
    return frozenset[Authority]().union(*(_read_store(scenario, store) for store in stores))


def _is_system_hidden(scenario: Scenario) -> bool:
    """Return whether the system store does not count: it lies elsewhere, or another stands in its place.

    SSL_CERT_FILE and SSL_CERT_DIR name OpenSSL's defaults, each in the place of the one that is compiled in; a client
    looks for the store elsewhere only where there is neither. https://docs.openssl.org/3.0/man7/openssl-env/
    """
    if scenario.store_place is not None and not scenario.store_place.is_known:
        return True
    file = _find_state(scenario, "ssl_cert_file").value
    folder = _find_state(scenario, "ssl_cert_dir").value
    beside = scenario.host.value.are_the_system_store
    return file.is_there or (not beside and folder.is_there and folder.hashed and folder.has_certificates)


def _find_state(scenario: Scenario, store: str) -> StoreState:
    """Return the state in which a client finds a store by the name that it is given."""
    state = scenario.get_state(store)
    unused = getattr(scenario.trust, store) is None
    lost = (state.value.told_by_home and store not in _EXPANDED) or (state.value.folder and store == "ssl_cert_file")
    return StoreState.MISSING if unused or lost else state


def _read_store(scenario: Scenario, store: str) -> frozenset[Authority]:
    """Return the authorities that a client finds in a store."""
    form = _find_state(scenario, store).value
    # OpenSSL 3 reads its folder as a store of any format: https://docs.openssl.org/3.0/man3/X509_LOOKUP_store/
    readable = form.is_readable or (form.is_der and store == "ssl_cert_dir")
    return frozenset(getattr(scenario.trust, store) or ()) if readable else frozenset()


def expect_outcome(scenario: Scenario, trusted: AbstractSet[Authority]) -> Expectation:
    """Return what a client does that trusts just these authorities."""
    if _breaks_urls(scenario):
        return Breaks("nothing_asked")
    named = scenario.trust.named_bundle
    if named and scenario.topology.legs and (word := _find_state(scenario, named).value.ends):
        return Breaks(word)
    for leg in Leg:
        if word := _find_obstacle(scenario, leg):
            return Breaks(word)
        if leg not in scenario.topology.legs:
            continue
        if leg is Leg.ORIGIN and not scenario.client_certificate.value.is_usable:
            return Breaks("no_hello")
        if (why := _refused(scenario, leg, trusted)) is not None:
            return Rejects(leg, why, scenario.first_phase)
        if ending := scenario.get_tls(leg).value.ending:
            return Breaks(name_ending(leg.value, ending))
    told = _find_told(scenario)
    if told is not None and scenario.topology.origin.scheme == "http" and scenario.topology.reads_requests:
        return Leaks(scenario.topology.through[0], told)
    if scenario.gate.is_met_by(scenario.action) and not scenario.login.value.opens(scenario.gate):
        return Breaks(name_status("origin", scenario.gate.status))
    if (altered := scenario.index.value.alters) is not None:
        # Metadata that are not as the page says are the last that a client is sent.
        return Breaks("not_kept" if altered is Altered.WHEELS else "http_200")
    redirect = scenario.index.value.redirect
    if scenario.index.value.away is not None or (redirect is not None and redirect.is_local):
        return Breaks("http_302")
    word = scenario.proxy_fault.value.name_end("proxy") or scenario.origin_fault.value.name_end("origin")
    return Breaks(word) if word else Accepts()


def _find_told(scenario: Scenario) -> Credential | None:
    """Return the credential that a client sends to the index; None for none."""
    login = scenario.login.value
    demanded = scenario.gate.asks and login.find_first(scenario.gate) is not None
    if login.always_tells or demanded:
        return Credential.AUTHORIZATION
    return None if scenario.index.value.asks else scenario.index.value.tells


def _breaks_urls(scenario: Scenario) -> bool:
    """Return whether the URL of the proxy or of the index is none, for what is in its user or password as it is."""
    index = scenario.login.value.in_url if scenario.gate.asks else None
    return any(each is not None and each.breaks_urls for each in (scenario.proxy_login.value.given, index))


def _find_obstacle(scenario: Scenario, leg: Leg) -> str:
    """Return the word for why a client gets no further than to where a leg would begin; empty if it does."""
    if scenario.topology.speaks_socks and not scenario.beside.value.speaks_socks:
        return "nothing_asked"
    proxy, origin = scenario.proxy_fault.value, scenario.origin_fault.value
    if proxy.when is Moment.CONNECTED and (word := proxy.name_end("proxy")):
        return word
    if leg is Leg.PROXY:
        return ""
    if scenario.topology.through and (word := _find_refusal(scenario)):
        return word
    return origin.name_end("origin") if origin.when is Moment.CONNECTED and leg in scenario.topology.legs else ""


def _find_refusal(scenario: Scenario) -> str:
    """Return the word for why a proxy that the client trusts leads it nowhere; empty if it does not refuse."""
    over_socks, gate = scenario.topology.speaks_socks, scenario.proxy_login.value
    if gate.opens:
        fault = scenario.proxy_fault.value
        return fault.name_end("proxy") if scenario.topology.origin.scheme == "https" or over_socks else ""
    if not over_socks:
        return "http_407"
    return "socks_login_refused" if gate.given else "socks_no_acceptable_methods"


def _refused(scenario: Scenario, leg: Leg, trusted: AbstractSet[Authority]) -> Reason | None:
    tls = scenario.get_tls(leg).value
    if tls.refused is not None or tls.ending:
        return tls.refused
    # Who signed it is looked at first: https://docs.openssl.org/3.0/man1/openssl-verification-options/
    if scenario.find_signer(leg) not in trusted:
        return Reason.UNTRUSTED
    if (why := scenario.roots.find_flaw(scenario.get_certificate(leg))) is not None:
        return why
    wanted = (scenario.client_certificate if leg is Leg.ORIGIN else scenario.proxy_client_certificate).value
    return Reason.CLIENT_CERTIFICATE_MISSING if wanted.demanded and not wanted.shown else None
