"""The words: frozen values that every other room speaks in.

A scenario and a defect have all of theirs from here, by one import.
"""

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
from harness.model.defect import Among, Defect
from harness.model.expectation import (
    Accepts,
    Breaks,
    Credential,
    Crosses,
    KeepsAltered,
    Leaks,
    Prints,
    Rejects,
    Unverified,
)
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, STRANGER, Trust
from harness.model.words import Leg, Phase, Reason, Variant, Whose

__all__ = [
    "CORPORATE",
    "INSPECTION",
    "PUBLIC",
    "STRANGER",
    "Accepts",
    "Action",
    "Among",
    "Breaks",
    "Cache",
    "Capability",
    "Certificate",
    "Channel",
    "ClientCertificate",
    "Credential",
    "Crosses",
    "Defect",
    "Host",
    "Index",
    "KeepsAltered",
    "Leaks",
    "Leg",
    "Login",
    "Option",
    "Phase",
    "Prints",
    "ProxyLogin",
    "Reason",
    "Rejects",
    "Root",
    "Scenario",
    "Spelling",
    "Startup",
    "StorePlace",
    "Topology",
    "Trust",
    "Unverified",
    "Variable",
    "Variant",
    "Whose",
]
