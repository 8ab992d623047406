"""A scenario: one claim about trust, as data. Its conditions are in :mod:`harness.model.conditions`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from harness.model.capability import Capability
from harness.model.conditions import (
    LOCALHOST,
    Action,
    Address,
    Beside,
    Cache,
    Certificate,
    Channel,
    ClientCertificate,
    ConfigPlace,
    Demand,
    File,
    Gate,
    Host,
    Index,
    Login,
    Option,
    OriginFault,
    Packaging,
    ProxyFault,
    ProxyLogin,
    Root,
    Setting,
    Spelling,
    Startup,
    StorePlace,
    StoreState,
    Tls,
    TypedLogin,
    TypedProxyLogin,
    Variable,
)
from harness.model.conditions.indexes import FURTHER
from harness.model.controls import make_control_claim, make_control_reason
from harness.model.defect import Defect
from harness.model.expectation import Expectation, Rejects
from harness.model.needs import find_needs
from harness.model.passwords import Secret
from harness.model.topology import Topology
from harness.model.trust import OPENSSL_STORES, Authority, Trust
from harness.model.words import Leg, Phase


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One claim about trust. Its id is its module and constant name; see :mod:`harness.catalogue.find`.

    ``proxy_at`` is the address of the proxy nearest the client, ``elsewhere_at`` that of an index's second host, None
    if it is where the index says. ``settings_in`` is the place of the configuration file. Without a ``store_place`` the
    system store lies wherever the machine has room for it and every truststore looks. ``bundle_state`` is the state of
    each bundle that is named, ``openssl_state`` that of SSL_CERT_FILE and SSL_CERT_DIR. ``by_design`` is the issue in
    which a surprising outcome was discussed and left as it is. A scenario shows each defect that it ``exposes`` with
    every client that has it; a generated one may show those that it is ``explained_by``.
    """

    claim: str
    topology: Topology
    expect: Expectation
    because: str
    trust: Trust = field(default_factory=Trust)
    host: Host = Host.STANDALONE
    store_place: StorePlace | None = None
    system_state: StoreState = StoreState.PEM
    openssl_state: StoreState = StoreState.PEM
    bundle_state: StoreState = StoreState.PEM
    origin_at: Address = LOCALHOST
    proxy_at: Address = LOCALHOST
    elsewhere_at: Address | None = None
    roots: Root = Root.GOOD
    proxy_certificate: Certificate = Certificate.GOOD
    origin_certificate: Certificate = Certificate.GOOD
    client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED
    proxy_client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED
    proxy_set_by: Channel = Channel.ENVIRONMENT
    proxy_spelled: Spelling = Spelling.URL
    dead_proxy_set_by: Channel | None = None
    options: tuple[Option, ...] = ()
    variables: tuple[Variable, ...] = ()
    settings: tuple[Setting, ...] = ()
    settings_in: ConfigPlace = ConfigPlace.VARIABLE
    files: tuple[File, ...] = ()
    startup: Startup = Startup.NOTHING
    packaging: Packaging = Packaging.FOLDER
    beside: Beside = Beside.NOTHING
    action: Action = Action.DOWNLOAD
    cache: Cache = Cache.OFF
    index: Index = Index.PLAIN
    demand: Demand = Demand.AS_THE_INDEX_SAYS
    login: Login | TypedLogin = Login.AS_ASKED
    proxy_login: ProxyLogin | TypedProxyLogin = ProxyLogin.NOT_ASKED
    proxy_fault: ProxyFault = ProxyFault.NONE
    origin_fault: OriginFault = OriginFault.NONE
    proxy_tls: Tls = Tls.USUAL
    origin_tls: Tls = Tls.USUAL
    by_design: str = ""
    exposes: tuple[Defect, ...] = ()
    explained_by: tuple[Defect, ...] = ()

    def __post_init__(self) -> None:
        if self.elsewhere_at is not None and not self.index.value.has_second_host:
            raise ValueError(
                f"an index that is {self.index.value.words} has no second host to be at {self.elsewhere_at}"
            )

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The addresses of the origin, its second host, and the proxy nearest the client, as far as there are such."""
        second = (self.second_at,) if self.index.value.has_second_host else ()
        return (self.origin_at, *second, *((self.proxy_at,) if self.topology.proxies else ()))

    @property
    def second_at(self) -> Address:
        """The address of the index's second host: its own, or else the one that the index gives it, or the origin's."""
        called = self.index.value.second_name
        if self.elsewhere_at is not None:
            return self.elsewhere_at
        return Address(name=called) if called else replace(self.origin_at, port=0)

    def but(self, **changes: Any) -> Scenario:
        """Return the same scenario with some fields changed, so that a control says only what differs."""
        return replace(self, **changes)

    def get_certificate(self, leg: Leg) -> Certificate:
        """Return the certificate that the client is shown on a leg."""
        return self.proxy_certificate if leg is Leg.PROXY else self.origin_certificate

    def get_state(self, store: str) -> StoreState:
        """Return the state of a store, by its name in :class:`~harness.model.trust.Trust`."""
        if store in OPENSSL_STORES:
            return self.openssl_state
        always = {"system": self.system_state, "shipped": StoreState.PEM}
        return always.get(store, self.bundle_state)

    @property
    def vouched(self) -> frozenset[Authority]:
        """Every authority of which any store holds a certificate, whether a client can read it or not."""
        held = (
            getattr(self.trust, store.name) or frozenset()
            for store in fields(Trust)
            if self.get_state(store.name).value.has_certificates
        )
        return frozenset[Authority]().union(*held)

    def get_tls(self, leg: Leg) -> Tls:
        """Return the TLS that the node speaks which the client meets on a leg."""
        return self.proxy_tls if leg is Leg.PROXY else self.origin_tls

    @property
    def may_hang(self) -> bool:
        """True if a node stalls, or asks the client to wait for long, so that a client may never end."""
        return any(
            each.value.may_hang for each in (self.proxy_fault, self.origin_fault, self.proxy_tls, self.origin_tls)
        )

    @property
    def unverifiable_legs(self) -> frozenset[Leg]:
        """The legs that no client can verify here, whatever it reads: no store vouches, or the certificate is odd."""
        return frozenset(leg for leg in self.topology.legs if not self.is_verifiable(leg))

    def find_signer(self, leg: Leg, node: str = "") -> Authority:
        """Return the authority that signs the good certificate of a leg; of two indexes that of the one with the files.

        ``node`` is the name of one of them, if it is to be that. Raises ``KeyError`` for a leg that is not there.
        """
        index = self.index.value
        own = leg is Leg.ORIGIN and leg in self.topology.legs and not self.topology.is_intercepted
        if own and index.further_signer is not None and (node or index.filed_at) == FURTHER:
            return index.further_signer
        return self.topology.find_signer(leg)

    def is_verifiable(self, leg: Leg, node: str = "") -> bool:
        """Return whether some client could verify a leg, or one of two indexes that answer there."""
        certificate = self.get_certificate(leg)
        tolerable = certificate.is_tolerable or self.roots.completes(certificate)
        return tolerable and self.find_signer(leg, node) in self.vouched

    @property
    def gate(self) -> Gate:
        """The requests for which the index demands a user and password, and its answer without them."""
        gate: Gate = self.demand.value
        return gate if gate.asks or not self.index.value.asks else Demand.LOGIN.value

    @property
    def needs(self) -> frozenset[Capability]:
        """The abilities that a client must have for the claim to say anything about it."""
        return frozenset(find_needs(self))

    @property
    def literals(self) -> tuple[Option | Variable | Setting | File, ...]:
        """Everything that the client is given literally: options, variables, configuration lines and files."""
        return (*self.options, *self.variables, *self.settings, *self.files)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every user, password and cookie that its client or a node has, each once."""
        proofs = (self.login.value, self.proxy_login.value, self.index.value)
        return tuple(dict.fromkeys(each for proof in proofs for each in proof.secrets))

    @property
    def config_places(self) -> tuple[ConfigPlace, ...]:
        """The places of the configuration files that pip gets, each once."""
        ways = (self.proxy_set_by, self.dead_proxy_set_by)
        own = self.trust.pip_conf is not None or any(way and way.value.setting for way in ways)
        told = [each.place or self.settings_in for each in self.settings]
        return tuple(dict.fromkeys([*([self.settings_in] if own else []), *told]))

    @property
    def first_phase(self) -> Phase:
        """The purpose of the client's first connection."""
        return Phase.BUILD if self.action.is_local else Phase.MAIN

    def control(
        self,
        *,
        without: Authority | Iterable[Authority],
        instead: Authority | None = None,
        expect: Expectation | None = None,
        claim: str = "",
        because: str = "",
        exposes: tuple[Defect, ...] = (),
    ) -> Scenario:
        """Return the same scenario without these authorities in any store, and with the opposite expectation.

        A store that held one of them holds ``instead`` in its place; see :meth:`Trust.without`. The first leg that
        nobody vouches for any more is expected to be refused for that, unless ``expect`` says otherwise. Raises
        ``ValueError`` if no store holds an authority, if every leg can still be verified, or if the scenario itself
        expects a refusal, which has no opposite.
        """
        taken = frozenset({without} if isinstance(without, Authority) else without)
        bare = self.but(trust=self.trust.without(taken, instead), exposes=exposes, by_design="")
        refused = [leg for leg in Leg if leg in bare.unverifiable_legs]
        if not refused or isinstance(self.expect, Rejects):
            raise ValueError(f"{self.claim!r} has no control: its outcome would not be the opposite one")
        signer = self.find_signer(refused[0])
        return bare.but(
            expect=expect or Rejects(refused[0], phase=self.first_phase),
            claim=claim or make_control_claim(self.claim, signer, taken, instead),
            because=because or make_control_reason(signer),
        )
