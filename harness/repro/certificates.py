"""Write the Python source by which a script issues the nodes' certificates and fills the trust stores.

One rule: pure; a form that is not known here has been refused before, see :mod:`harness.repro.unsupported`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.model.conditions import (
    Address,
    Certificate,
    ClientCertificate,
    Root,
    StoreState,
    Tls,
)
from harness.model.conditions.certificates import NOW
from harness.model.conditions.stores import LABEL
from harness.model.scenario import Scenario
from harness.model.trust import Authority
from harness.model.words import Leg
from harness.repro.expressions import quote_text, write_bytes

#: An authority that signs nothing. It fills a store that holds none of the others, since no real store is empty.
BYSTANDER = "bystander"


def write_leaf(certificate: Certificate, at: Address, signer: str) -> str:
    """Return the expression that issues a certificate; ``signer`` is the constant that names its authority."""
    form = certificate.value
    names = [quote_text(name) for name in at.fill_names(form.names)]
    names += ["**validity"] if form.validity != NOW else []
    child = ".create_child_ca()" if form.intermediate is not None else ""
    return f"AUTHORITIES[{signer}]{child}.issue_cert({', '.join(names)})"


def write_validity(certificate: Certificate) -> str:
    """Return the expression of a certificate's dates, as :func:`write_leaf` wants them; empty if it is valid now."""
    form = certificate.value
    if form.validity == NOW:
        return ""
    start, end = map(_write_date, (form.validity.start, form.validity.end))
    return f'{{"not_before": dt.datetime({start}), "not_after": dt.datetime({end})}}'


def _write_date(date: str) -> str:
    return ", ".join(str(int(part)) for part in date.split("-"))


def hides_intermediate(certificate: Certificate) -> bool:
    """Return whether a node shows its own certificate alone, though an intermediate signed it."""
    return certificate.value.intermediate is not None and not certificate.value.intermediate.shown


def name_signer(scenario: Scenario, leg: Leg) -> str:
    """Return the name of the authority whose certificate a client is shown on a leg."""
    return (scenario.get_certificate(leg).value.signer or scenario.find_signer(leg)).value


def write_context_lines(tls: Tls, asked: ClientCertificate) -> Iterator[str]:
    """Yield the settings of a server's context for this TLS and a client's certificate, without the context's name."""
    if tls.value.ciphers:
        yield f"set_ciphers({quote_text(tls.value.ciphers)})"
    if tls.value.version is not None:
        yield from (f"{end}_version = ssl.TLSVersion.{tls.value.version}" for end in ("minimum", "maximum"))
    if asked.value.asked:
        demanded = "REQUIRED" if asked.value.demanded else "OPTIONAL"
        yield f"verify_mode = ssl.CERT_{demanded}"
        yield f'load_verify_locations(cadata=pem("{Authority.CORPORATE.value}").decode())'


def name_held(authorities: Iterable[Authority], roots: Root = Root.GOOD) -> list[str]:
    """Return the names of a store's authorities, sorted, each as often as the store holds it."""
    return [each.value for each in sorted(authorities, key=lambda each: each.value) for _ in roots.value.held]


def write_store(name: str, state: StoreState) -> str:
    """Return the expression of the bytes of a store in a state; ``name`` is that of the list of its authorities."""
    form = state.value
    if not form.has_certificates:
        return 'b""'
    pems = f"pem(*{name})"
    if form.is_der:
        return f"ssl.PEM_cert_to_DER_cert({pems}.decode())"
    if form.label != LABEL:
        pems += f".replace({write_bytes(LABEL)}, {write_bytes(form.label)})"
    if form.line_end != b"\n":
        pems += f'.replace(b"\\n", {write_bytes(form.line_end)})'
    return f"{write_bytes(form.before)} + {pems}" if form.before else pems
