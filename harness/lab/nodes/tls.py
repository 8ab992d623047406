"""The server side of a TLS handshake, recorded: the name asked for, the client's certificate, how it ended.

One rule: a refusal is named by what the client sent on the wire (its alert), or ``hung_up`` if it sent nothing.
"""

from __future__ import annotations

import ssl
import warnings
from typing import Any, NoReturn, cast

import trustme

from harness.lab.nodes.faults import end_exchange
from harness.model.conditions import ClientCertificate, Fault, Moment, Tls
from harness.model.conditions.sessions import NO_TLS
from harness.model.transcript import NO_HELLO, EventKind, Recorder


class _Context(ssl.SSLContext):
    """A context that knows which TLS its node speaks."""

    tls = Tls.USUAL


class _RecordedSocket(ssl.SSLSocket):
    """An SSLSocket that knows its recorder, for the server-name callback, which is given nothing else."""

    recorder: Recorder
    greeted = False


def make_server_context(
    leaf: trustme.LeafCert,
    client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED,
    client_authority: bytes = b"",
    tls: Tls = Tls.USUAL,
) -> ssl.SSLContext:
    """Return a context that shows ``leaf`` and may ask for client certificates of ``client_authority`` (PEM)."""
    context = _Context(ssl.PROTOCOL_TLS_SERVER)
    _restrict_tls(context, tls)
    context.sslsocket_class = _RecordedSocket
    leaf.configure_cert(context)
    if client_certificate.value.asked:
        context.verify_mode = ssl.CERT_REQUIRED if client_certificate.value.demanded else ssl.CERT_OPTIONAL
        context.load_verify_locations(cadata=client_authority.decode())
    context.sni_callback = _record_name
    return context


def _restrict_tls(context: _Context, tls: Tls) -> None:
    """Let a context speak just this TLS."""
    context.tls = tls
    if tls.value.ciphers:
        context.set_ciphers(tls.value.ciphers)
    if tls.value.version is not None:
        with warnings.catch_warnings():
            # Python warns of old versions; a node has to speak them.
            warnings.simplefilter("ignore", DeprecationWarning)
            version = ssl.TLSVersion[tls.value.version]
            context.minimum_version = context.maximum_version = version


def _record_name(sock: Any, name: str | None, _context: ssl.SSLContext) -> None:
    sock.greeted = True
    sock.recorder(EventKind.HELLO, name or "(no name)")


def shake_hands(sock: Any, context: ssl.SSLContext, record: Recorder) -> ssl.SSLSocket:
    """Shake hands with a client on a connected socket; record and raise the ``OSError`` that ended it, if any."""
    if isinstance(context, _Context) and context.tls.value.ending:
        _answer_without_tls(sock, context.tls, record)
    wrapped = cast("_RecordedSocket", context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False))
    wrapped.recorder = record
    try:
        wrapped.do_handshake()
    except OSError as error:
        record(EventKind.REFUSED, name_refusal(error, greeted=wrapped.greeted))
        wrapped.close()
        raise
    record(EventKind.HANDSHAKE)
    subject = cast("dict[str, Any]", wrapped.getpeercert() or {}).get("subject", ())
    for ((key, value),) in subject:
        if key == "commonName":
            record(EventKind.CLIENT_CERTIFICATE, value)
    return wrapped


def _answer_without_tls(sock: Any, tls: Tls, record: Recorder) -> NoReturn:
    """Answer a hello in no TLS or not at all, and end."""
    sock.recv(2**14)
    form = tls.value
    if form.ends is not None:
        end_exchange(sock, Fault(words=form.words, ends=form.ends, when=Moment.HELLO), record)
    record(EventKind.ENDED, f"{NO_TLS}: {form.words}")
    sock.sendall(form.answer)
    raise ConnectionAbortedError(form.words)


def name_refusal(error: OSError, *, greeted: bool) -> str:
    """Return the word for a refusal: ``unknown_ca`` for that alert, ``hung_up`` or ``no_hello`` without an alert."""
    if not isinstance(error, ssl.SSLError) or isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "hung_up" if greeted else NO_HELLO
    reason = error.reason or type(error).__name__
    return reason.split("_ALERT_")[-1].lower()
