"""A person's question, the changes that may help them, and the cell that answers each.

One rule: pure. If a curated scenario has exactly the conditions that are asked about, it answers; otherwise one is
generated from the words of the wide matrix, whose id can be run like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from harness.advise.choices import CAS, LOGINS, NAMED, OPENING, STORES
from harness.catalogue.wide.axes import TOPOLOGIES as PATHS
from harness.catalogue.wide.explaining import find_explaining
from harness.catalogue.wide.matrix import make_from_id
from harness.catalogue.wide.rows import join_id
from harness.model.capability import Capability
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import Authority
from harness.model.words import Leg

#: A cell without its client: the id of a scenario, and the scenario.
Asked = tuple[str, Scenario]
#: The stores that usually hold the authorities of other hosts.
USUAL = ("system", "shipped")
_NEEDS = {"use_truststore": Capability.FEATURE_TRUSTSTORE, "legacy_certs": Capability.LEGACY_CERTS}


@dataclass(frozen=True, kw_only=True)
class Question:
    """A person's set-up in the words of :mod:`harness.advise.choices`; ``option`` is a key of OPTIONS or empty."""

    topology: str
    store: str = "system"
    ca: str = "root"
    login: str = "not-asked"
    host: str = "standalone"
    option: str = ""

    @property
    def path(self) -> Topology:
        """The topology of the lab."""
        return PATHS[self.topology.replace("-", "_")]

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the wide matrix, by axis."""
        return {
            "topology": self.topology.replace("-", "_"),
            "store": STORES[self.store].name,
            **({"host": "host_distro"} if self.host == "distro" else {}),
            **CAS[self.ca].axes,
            **LOGINS[self.login].axes,
            **({"told": self.option} if self.option else {}),
        }

    @property
    def needed_option(self) -> Capability | None:
        """The ability that its option needs; None without an option."""
        return _NEEDS[self.option] if self.option else None

    def list_held(self) -> tuple[Authority, ...]:
        """Return the authorities that the person's CA file must hold: that of each leg, the proxy's last."""
        legs = [leg for leg in (Leg.ORIGIN, Leg.PROXY) if leg in self.path.legs]
        return tuple(self.path.find_signer(leg) for leg in legs)


def check_question(question: Question) -> None:
    """Raise ``UsageError`` for a question that contradicts itself."""
    if question.login != "not-asked" and not question.path.proxies:
        raise UsageError(f"--login {question.login}: {question.topology} has no proxy to ask for it")
    if question.ca != "root" and question.login not in OPENING:
        raise UsageError(f"--ca {question.ca} and --login {question.login} are two faults: ask about one at a time")
    if question.ca in ("missing", "empty", "der") and question.store == "shipped":
        raise UsageError(f"--ca {question.ca}: the bundle inside pip is never missing, empty or DER")


def find_asked(curated: Mapping[str, Scenario], question: Question) -> Asked | None:
    """Return the cell that answers a question; None if no scenario can have its conditions."""
    return _find_cell(curated, question.words)


def find_beside(curated: Mapping[str, Scenario], question: Question, store: str) -> Asked | None:
    """Return the cell of another host, for which only this store vouches, while a question's store is as it is.

    A proxy that inspects TLS passes such a host through. The question's store holds its own authorities and none of
    that host's.
    """
    words = {"topology": _pass_through(question.topology).replace("-", "_"), "store": store}
    if question.host == "distro":
        words["host"] = "host_distro"
    if question.store not in USUAL:
        words["beside"] = f"beside_{STORES[question.store].name}"
        if Leg.PROXY in question.path.legs:
            words["divided"] = "divided"
    if question.option:
        words["told"] = question.option
    return _find_cell(curated, words)


def find_other_host(curated: Mapping[str, Scenario], question: Question, store: str) -> Asked | None:
    """Return the cell of that other host while nothing else is set."""
    return find_asked(curated, Question(topology=_pass_through(question.topology), store=store, host=question.host))


def _pass_through(topology: str) -> str:
    return topology.replace("intercepted", "tunnelled")


def _find_cell(curated: Mapping[str, Scenario], words: Mapping[str, str]) -> Asked | None:
    wide_id = join_id(words)
    made = make_from_id(wide_id)
    if made is None:
        return None
    for name, each in curated.items():
        if (each.topology, each.trust) == (made.topology, made.trust) and is_alike(each, made):
            return name, each
    return wide_id, made.but(explained_by=find_explaining(made, curated.values()))


def is_alike(one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios have the same conditions, and so are one question."""
    words = {
        name: getattr(other, name) for name in ("claim", "expect", "because", "by_design", "exposes", "explained_by")
    }
    return one.but(**words) == other


def list_ways(question: Question) -> tuple[Question, ...]:
    """Return the questions that differ from a person's by one change that they can make, the least harmful first.

    The changes are another place for the CA, an option of pip, the root in place of another certificate, and the right
    login. Where the login is wrong, only logins are changed.
    """
    if question.login not in OPENING:
        return replace(question, login="in-url"), replace(question, login="encoded")
    return tuple(dict.fromkeys(each for each in _list_changes(question) if each != question))


def _list_changes(question: Question) -> Iterator[Question]:
    sound = replace(question, ca="root")
    yield sound
    if question.store == "system":
        yield replace(sound, option="use_truststore")
    if question.store in ("shipped", *NAMED):
        yield replace(sound, option="legacy_certs")
    for store in ("cert", "pip-cert", "pip-conf", "system", *NAMED, "ssl-cert-file", "ssl-cert-dir", "shipped"):
        yield replace(sound, store=store)
    yield replace(sound, store="cert", option="legacy_certs")
    if question.ca == "intermediate":
        yield replace(question, store="cert", option="legacy_certs")
