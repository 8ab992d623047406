"""A scenario: one claim about trust, as data.

One rule: a frozen value. What its conditions do is in :mod:`harness.clients.invocation` and :mod:`harness.lab.lab`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from harness.model.capability import Capability
from harness.model.conditions import (
    Action,
    Cache,
    Certificate,
    Channel,
    ClientCertificate,
    Host,
    Index,
    Login,
    Option,
    ProxyLogin,
    Root,
    Spelling,
    Startup,
    StorePlace,
    Variable,
)
from harness.model.controls import claim_of_control, reason_for_control
from harness.model.defect import Defect
from harness.model.expectation import Accepts, Expectation, Rejects
from harness.model.topology import Topology
from harness.model.trust import Authority, Trust
from harness.model.words import Leg, Phase

#: What a client must know to be given an option, or the variable that stands for it.
_KNOWN_TO: dict[Option | Variable, Capability] = {
    Option.LEGACY_CERTS: Capability.LEGACY_CERTS,
    Option.NO_PROXY_ENV: Capability.NO_PROXY_ENV,
    Option.INPROCESS_BUILDS: Capability.INPROCESS_BUILDS,
    Option.KEYRING: Capability.KEYRING_PROVIDER,
    Variable.KEYRING: Capability.KEYRING_PROVIDER,
    Variable.LEGACY_CERTS: Capability.LEGACY_CERTS,
    Variable.MAY_ASK: Capability.LOGINS_OF_REDIRECTS,
}
#: What a client must be able to do for an action.
_KNOWN_TO_DO = {
    Action.INSTALL: (Capability.INSTALL,),
    Action.BUILD: (Capability.BUILD,),
    Action.BUILD_LOCAL: (Capability.BUILD,),
}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One claim about trust. Its id is its module and constant name; see :mod:`harness.catalogue.find`.

    Without a ``store_place`` the system store lies wherever the machine has room for it and every truststore looks.

    ``by_design`` is the issue in which what surprises here was discussed, and left as it is.

    It shows each defect that it ``exposes`` wherever that is; a generated one may show those that it is
    ``explained_by``.
    """

    claim: str
    topology: Topology
    expect: Expectation
    because: str
    trust: Trust = field(default_factory=Trust)
    host: Host = Host.STANDALONE
    store_place: StorePlace | None = None
    roots: Root = Root.GOOD
    proxy_certificate: Certificate = Certificate.GOOD
    origin_certificate: Certificate = Certificate.GOOD
    client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED
    proxy_client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED
    proxy_set_by: Channel = Channel.ENVIRONMENT
    proxy_spelled: Spelling = Spelling.URL
    dead_proxy_set_by: Channel | None = None
    options: frozenset[Option] = frozenset()
    variables: frozenset[Variable] = frozenset()
    startup: Startup = Startup.NOTHING
    action: Action = Action.DOWNLOAD
    cache: Cache = Cache.OFF
    index: Index = Index.PLAIN
    login: Login = Login.AS_ASKED
    proxy_login: ProxyLogin = ProxyLogin.NOT_ASKED
    by_design: str = ""
    exposes: tuple[Defect, ...] = ()
    explained_by: tuple[Defect, ...] = ()

    def but(self, **changes: Any) -> Scenario:
        """The same scenario with some fields changed: a control says only what differs."""
        return replace(self, **changes)

    def certificate(self, leg: Leg) -> Certificate:
        """The certificate that the client is shown on a leg."""
        return self.proxy_certificate if leg is Leg.PROXY else self.origin_certificate

    @property
    def unverifiable(self) -> frozenset[Leg]:
        """The legs that no client can verify here, whatever it reads: no store vouches, or the certificate is odd."""
        return frozenset(
            leg
            for leg in self.topology.legs
            if not self.certificate(leg).tolerable or self.topology.signer(leg) not in self.trust.vouched
        )

    @property
    def needs(self) -> frozenset[Capability]:
        """What the client must be able to do for the claim to say anything about it."""
        return frozenset(self._needs())

    @property
    def configured(self) -> bool:
        """Whether pip gets a configuration file."""
        return self.trust.pip_conf is not None or Channel.CONFIG in (self.proxy_set_by, self.dead_proxy_set_by)

    def _needs(self) -> Iterator[Capability]:
        defaults = self.trust.ssl_cert_file or self.trust.ssl_cert_dir
        asks = Option.USE_TRUSTSTORE in self.options or Variable.USE_TRUSTSTORE in self.variables
        asks = asks or self.startup is Startup.TRUSTSTORE_INJECTED
        if asks:
            yield Capability.FEATURE_TRUSTSTORE
        if self.trust.system and not asks:
            yield Capability.SYSTEM_STORE
        if defaults and not asks:
            yield Capability.OPENSSL_DEFAULTS
        if isinstance(self.expect, Accepts) and self.expect.context is not None:
            yield Capability.SESSION_CONTEXT
        if Leg.PROXY in self.topology.legs:
            yield Capability.TLS_TO_PROXIES
        if Channel.ALL_PROXY in (self.proxy_set_by, self.dead_proxy_set_by) or Variable.SOCKS_PROXY in self.variables:
            yield Capability.ALL_PROXY
        if self.index is Index.ALTERED_FILES:
            yield Capability.HASHES
        if self.login in (Login.IN_NETRC, Login.OF_A_THIRD_HOST):
            yield Capability.NETRC
        yield from _KNOWN_TO_DO.get(self.action, ())
        if self.trust.pip_cert is not None or self.configured or self.options or self.variables:
            yield Capability.PIP_SETTINGS
        yield from (_KNOWN_TO[given] for given in (*self.options, *self.variables) if given in _KNOWN_TO)

    @property
    def first_phase(self) -> Phase:
        """What the client's first connection is for."""
        return Phase.BUILD if self.action is Action.BUILD_LOCAL else Phase.MAIN

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
        ``ValueError`` if no store holds an authority, if every leg can still be verified, or if there is nothing to
        turn round because the scenario itself expects a refusal.
        """
        taken = frozenset({without} if isinstance(without, Authority) else without)
        bare = self.but(trust=self.trust.without(taken, instead), exposes=exposes, by_design="")
        refused = [leg for leg in Leg if leg in bare.unverifiable]
        if not refused or isinstance(self.expect, Rejects):
            raise ValueError(f"{self.claim!r} has no control: its outcome would not be the opposite one")
        signer = self.topology.signer(refused[0])
        return bare.but(
            expect=expect or Rejects(refused[0], phase=self.first_phase),
            claim=claim or claim_of_control(self.claim, signer, taken, instead),
            because=because or reason_for_control(signer),
        )
