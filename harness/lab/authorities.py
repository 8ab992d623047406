"""Authorities and the certificates they sign, good and odd (trustme).

One rule: everything is minted at run time; no certificate or key is ever committed or reused by another run.
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import replace
from functools import cache
from pathlib import Path

import trustme
from cryptography.hazmat.primitives import serialization

from harness.lab.certificates import Signer, fill_form, issue_anchor, issue_leaf
from harness.model.conditions import LOCALHOST, Address, Anchor, Certificate, CertificateFor, Intermediate, Root
from harness.model.trust import Authority


class Pki:
    """One set of authorities. Leaves are issued on demand and kept, so that each costs its key only once."""

    def __init__(self) -> None:
        self._authorities = {
            authority: trustme.CA(organization_name="pip trust lab", organization_unit_name=authority.value)
            for authority in Authority
        }

    def get_pem(self, authority: Authority, root: Root = Root.GOOD) -> bytes:
        """Return what a store holds of an authority, as PEM."""
        return b"".join(self.list_anchors(authority, root))

    @cache  # noqa: B019 - one Pki lives as long as its worker
    def list_anchors(self, authority: Authority, root: Root = Root.GOOD) -> tuple[bytes, ...]:
        """Return each certificate that a store holds of an authority, in order, as PEM."""
        return tuple(self._issue_anchor(authority, each) for each in root.value.held)

    def _issue_anchor(self, authority: Authority, anchor: Anchor) -> bytes:
        if anchor.leaf is not None:
            return self.get_leaf(authority, anchor.leaf).cert_chain_pems[0].bytes()
        if anchor.intermediate is not None:
            return self._get_intermediate(authority, anchor.intermediate).pem
        signer = None if anchor.signer is None else self._authorities[anchor.signer]
        return issue_anchor(self._authorities[authority], anchor, signer)

    def _get_intermediate(self, authority: Authority, intermediate: Intermediate) -> Signer:
        """Return an authority below another: the same one for those who show it and those who do not."""
        return self._sign_below(authority, replace(intermediate, shown=True))

    @cache  # noqa: B019 - one Pki lives as long as its worker
    def _sign_below(self, authority: Authority, intermediate: Intermediate) -> Signer:
        return Signer(self._authorities[authority]).sign_intermediate(intermediate)

    def get_leaf(
        self, signer: Authority, certificate: Certificate | CertificateFor, at: Address = LOCALHOST
    ) -> trustme.LeafCert:
        """Return a leaf for a node at an address, signed by ``signer`` unless the certificate names another."""
        return self._issue_leaf(certificate.value.signer or signer, certificate, at)

    @cache  # noqa: B019 - one Pki lives as long as its worker
    def get_bystander(self) -> bytes:
        """Return the certificate of an authority that signs nothing, as PEM: of one among many in any real store."""
        return trustme.CA(organization_name="pip trust lab", organization_unit_name="bystander").cert_pem.bytes()

    @cache  # noqa: B019 - one Pki lives as long as its worker
    def _issue_leaf(
        self, signer: Authority, certificate: Certificate | CertificateFor, at: Address
    ) -> trustme.LeafCert:
        form = fill_form(certificate.value, at)
        intermediate = None if form.intermediate is None else self._get_intermediate(signer, form.intermediate)
        leaf = issue_leaf(self._authorities[signer], form, intermediate)
        if not form.chain:
            return leaf
        known = {"root": self.get_pem(signer), "stranger": self.get_pem(Authority.STRANGER)}
        known |= {"intermediate": intermediate.pem} if intermediate else {}
        own = leaf.cert_chain_pems[0].bytes()
        return trustme.LeafCert(leaf.private_key_pem.bytes(), own, [known[each] for each in form.chain])

    def get_fingerprint(self, signer: Authority, at: Address = LOCALHOST) -> str:
        """Return the SHA-256 of the good leaf that an authority signed for an address, in hexadecimal."""
        der = ssl.PEM_cert_to_DER_cert(self.get_leaf(signer, Certificate.GOOD, at).cert_chain_pems[0].bytes().decode())
        return hashlib.sha256(der).hexdigest()

    @cache  # noqa: B019 - one Pki lives as long as its worker
    def get_client_leaf(self) -> trustme.LeafCert:
        """Return the certificate that a client presents when asked for one; signed by ``CORPORATE``."""
        return self._authorities[Authority.CORPORATE].issue_cert("client@lab", common_name="client@lab")

    def write_client_certificate(self, folder: Path, *, locked: bool = False, keyless: bool = False) -> Path:
        """Return a PEM file with the client's key and chain, as ``--client-cert`` wants it.

        If ``locked`` the key has a passphrase; if ``keyless`` it lies in another file beside it, ``client.key``.
        """
        path, leaf = folder / "client.pem", self.get_client_leaf()
        if not path.exists():
            key = leaf.private_key_pem.bytes()
            if keyless:
                (folder / "client.key").write_bytes(key)
            chain = b"".join(each.bytes() for each in leaf.cert_chain_pems)
            path.write_bytes((b"" if keyless else _lock_key(key) if locked else key) + chain)
        return path

    def make_trusting_context(self) -> ssl.SSLContext:
        """Return a client context that trusts every authority: the sanity client's."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        for ca in self._authorities.values():
            ca.configure_trust(context)
        return context


def _lock_key(pem: bytes) -> bytes:
    """Return a key in PEM that a passphrase opens."""
    key = serialization.load_pem_private_key(pem, None)
    encryption = serialization.BestAvailableEncryption(b"opens-the-key")
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
