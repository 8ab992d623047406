"""TLS handshakes by OpenSSL in memory, without a socket. One rule: a refusal is raised as whoever refuses raises it."""

from __future__ import annotations

import contextlib
import ssl

import trustme


def shake(server: ssl.SSLContext, client: ssl.SSLContext, name: str = "localhost") -> tuple[ssl.SSLObject, ...]:
    """The server's and the client's end after a handshake. Raises ``ssl.SSLCertVerificationError``."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    served = server.wrap_bio(up, down, server_side=True)
    asking = client.wrap_bio(down, up, server_hostname=name)
    # TLS 1.3 takes three flights, TLS 1.2 four.
    for _ in range(4):
        for end in (asking, served):
            with contextlib.suppress(ssl.SSLWantReadError):
                end.do_handshake()
    return served, asking


def refusal(server: ssl.SSLContext, client: ssl.SSLContext, name: str = "localhost") -> str:
    """Why one end refuses the other's certificate, in OpenSSL's words; empty if neither does."""
    try:
        shake(server, client, name)
    except ssl.SSLCertVerificationError as error:
        return str(error.verify_message)
    return ""


def trusting(*authorities: bytes) -> ssl.SSLContext:
    """A client's context that trusts these authorities (PEM) and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for pem in authorities:
        context.load_verify_locations(cadata=pem.decode())
    return context


def presenting(leaf: trustme.LeafCert, client_authority: bytes = b"") -> ssl.SSLContext:
    """A server's context that shows a leaf, and demands a certificate by ``client_authority`` (PEM) if there is one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    if client_authority:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=client_authority.decode())
    return context
