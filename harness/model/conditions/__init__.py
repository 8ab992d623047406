"""The conditions that a scenario can vary besides its topology and its trust. Each value carries its own data.

One rule: a new value is one entry in one of these files; what reads it asks for its data and never for its name.
"""

from harness.model.conditions.actions import Action, Cache, Kept
from harness.model.conditions.addresses import LOCALHOST, Address
from harness.model.conditions.beside import Beside
from harness.model.conditions.certificates import Certificate, CertificateFor, Intermediate, LeafForm, Validity
from harness.model.conditions.configuration import ConfigPlace
from harness.model.conditions.demands import Demand, Gate
from harness.model.conditions.faults import Ending, Fault, Moment, OriginFault, ProxyFault
from harness.model.conditions.files import ALTERED_FILE_THAT_WAS_THERE, File
from harness.model.conditions.hosts import Host, Startup, StorePlace
from harness.model.conditions.indexes import Index, Redirect
from harness.model.conditions.packaging import Packaging
from harness.model.conditions.proofs import ClientCertificate, Login, ProxyLogin
from harness.model.conditions.roots import Anchor, Root
from harness.model.conditions.sessions import Tls
from harness.model.conditions.settings import Channel, Option, Setting, Spelling, Variable
from harness.model.conditions.stores import StoreState
from harness.model.conditions.typed import TypedLogin, TypedProxyLogin

__all__ = [
    "ALTERED_FILE_THAT_WAS_THERE",
    "LOCALHOST",
    "Action",
    "Address",
    "Anchor",
    "Beside",
    "Cache",
    "Certificate",
    "CertificateFor",
    "Channel",
    "ClientCertificate",
    "ConfigPlace",
    "Demand",
    "Ending",
    "Fault",
    "File",
    "Gate",
    "Host",
    "Index",
    "Intermediate",
    "Kept",
    "LeafForm",
    "Login",
    "Moment",
    "Option",
    "OriginFault",
    "Packaging",
    "ProxyFault",
    "ProxyLogin",
    "Redirect",
    "Root",
    "Setting",
    "Spelling",
    "Startup",
    "StorePlace",
    "StoreState",
    "Tls",
    "TypedLogin",
    "TypedProxyLogin",
    "Validity",
    "Variable",
]
