"""The messages about TLS itself: two sides that have no version, cipher or certificate in common."""

from __future__ import annotations

from harness.advise.messages.entry import Entry, MessageCause

CERTIFICATE_WANTED = MessageCause(
    because="The server or the proxy wants a certificate of yours.",
    helps="Give it with --client-cert: one file with the certificate and its key, without a passphrase.",
)
_OLD_SERVER = MessageCause(
    because="The other side speaks only TLS older than 1.2, or ciphers that OpenSSL 3 no longer has.",
    helps="Have it brought up to date: `openssl s_client -connect HOST:443` shows what it speaks.",
)
_OLD_PYTHON = MessageCause(
    because="An old Python or OpenSSL does not speak what the other side wants.",
    helps="`python -c 'import ssl; print(ssl.OPENSSL_VERSION)'` shows yours; run pip on a newer Python.",
)

TLS = (
    Entry(
        words=(
            "unsupported protocol",
            "no shared cipher",
            "no protocols available",
            "tlsv1 alert protocol version",
        ),
        says="Client and server have no version of TLS, or no cipher, in common.",
        causes=(_OLD_SERVER, _OLD_PYTHON),
    ),
    Entry(
        words=("handshake failure", "alert certificate required", "tlsv1 alert"),
        says="Client and server could not agree on TLS.",
        causes=(CERTIFICATE_WANTED, _OLD_SERVER, _OLD_PYTHON),
    ),
)
