"""The messages about certificates that are refused."""

from __future__ import annotations

from harness.advise.messages.entry import Entry, MessageCause, known_defect
from harness.model.words import Leg, Phase

_INSPECTED = MessageCause(
    because="A proxy or firewall inspects TLS, and no store that this pip reads has its authority.",
    helps="Name a file with the root of that authority by --cert, or put it into the system's store for pip 24.2 and "
    "newer on Python 3.10 and newer.",
    ask="--topology intercepted --store system",
    leg=Leg.ORIGIN,
)
_OWN_INDEX = MessageCause(
    because="The index has a certificate of your company, whose authority no store has that this pip reads.",
    helps="Name a file with the root of that authority by --cert.",
    ask="--topology tunnelled --store system",
    leg=Leg.ORIGIN,
)
_REPLACED = MessageCause(
    because="REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, PIP_CERT, SSL_CERT_FILE or pip's configuration names a file that "
    "lacks this authority, and that file replaces the other stores.",
    helps="Look with `python -m pip config list` and `env`, unset what is not meant, or add the authority to the file.",
    ask="--topology tunnelled --store requests-ca-bundle",
)
_PROXYS_OWN = MessageCause(
    because="The proxy has an https:// address and a certificate of its own, whose authority this pip does not read.",
    helps="Name a file with the proxy's authority and the index's by --cert.",
    ask="--topology tunnelled-over-tls --store system",
    leg=Leg.PROXY,
)
_NO_INTERMEDIATE = MessageCause(
    because="The server does not send the intermediate certificate that signed its own.",
    helps="Have it send the whole chain; `openssl s_client -showcerts -connect HOST:443` shows what it sends. "
    "Meanwhile a file that --cert names may hold the intermediate beside its root.",
    leg=Leg.ORIGIN,
)
_STRICT = (
    "Python 3.13 and newer are strict about certificates (VERIFY_X509_STRICT), and an authority in the chain breaks a "
)
_CLOCK = MessageCause(
    because="The clock of this machine is wrong.", helps="Compare `date -u` with another clock, and set it."
)

CERTIFICATES = (
    Entry(
        words=("unable to get local issuer certificate",),
        says="No authority that this pip trusts has signed the certificate that it was shown.",
        causes=(
            _INSPECTED,
            known_defect("truststore-context-lost", Leg.ORIGIN),
            _PROXYS_OWN,
            known_defect("proxy-leg-context-lost", Leg.PROXY),
            _OWN_INDEX,
            _REPLACED,
            _NO_INTERMEDIATE,
            known_defect("cert-lost-in-the-build", Leg.ORIGIN, Phase.BUILD),
            known_defect("cert-lost-in-the-build-on-the-proxy-leg", Leg.PROXY, Phase.BUILD),
            known_defect("ssl-cert-file-lost-in-the-build", Leg.ORIGIN, Phase.BUILD),
            known_defect("certifi-lost-with-the-context", Leg.ORIGIN),
        ),
    ),
    Entry(
        words=("self signed certificate in certificate chain",),
        says="The chain that was shown ends in a root that this pip does not trust.",
        causes=(
            _INSPECTED,
            known_defect("truststore-context-lost", Leg.ORIGIN),
            _PROXYS_OWN,
            known_defect("proxy-leg-context-lost", Leg.PROXY),
            _OWN_INDEX,
            _REPLACED,
            known_defect("cert-lost-in-the-build", Leg.ORIGIN, Phase.BUILD),
        ),
    ),
    Entry(
        words=("unable to get issuer certificate",),
        says="The chain leads to a certificate in the store that is no root, and the issuer of that one is missing.",
        causes=(
            MessageCause(
                because="The file of the CA holds an intermediate and not its root (openssl/openssl#7871).",
                helps="Put the root into it: in a root, `openssl x509 -in FILE -noout -subject -issuer` shows one name "
                "twice.",
                ask="--topology intercepted --store cert --ca intermediate",
            ),
            known_defect("cross-signed-hides-the-root"),
        ),
    ),
    Entry(
        words=("self signed certificate", "depth zero self signed"),
        says="The server showed a certificate that has signed itself, and this pip does not trust it.",
        causes=(
            MessageCause(
                because="The index has a certificate of its own making, signed by no authority.",
                helps="Name a file with just that certificate by --cert: it is its own authority then.",
                ask="--topology direct --store cert",
                leg=Leg.ORIGIN,
            ),
            _PROXYS_OWN,
            _INSPECTED,
        ),
    ),
    Entry(
        words=("certificate has expired",),
        says="A certificate in the chain has expired.",
        causes=(
            MessageCause(
                because="The server's certificate has expired, or the one that a proxy shows in its place.",
                helps="Those who run the server must renew it: `openssl s_client -connect HOST:443 | openssl x509 "
                "-noout -enddate` shows when it expires.",
            ),
            MessageCause(
                because="The authority in your file has expired.",
                helps="Ask your IT for the new one, and put it into the file.",
                ask="--topology intercepted --store cert --ca expired",
            ),
            MessageCause(
                because="The bundle inside an old pip has a root that has expired since.",
                helps="Name a newer bundle by --cert, and upgrade pip with it.",
            ),
            _CLOCK,
        ),
    ),
    Entry(
        words=("certificate is not yet valid",),
        says="A certificate in the chain is valid only from a time later than this machine's clock shows.",
        causes=(
            _CLOCK,
            MessageCause(
                because="The certificate is for a later day, or was issued by a machine whose clock is ahead.",
                helps="Wait, or have it issued again.",
            ),
        ),
    ),
    Entry(
        words=("hostname mismatch", "doesn't match", "certificate is not valid for", "ip address mismatch"),
        says="The certificate is for another name than the one in the URL.",
        causes=(
            MessageCause(
                because="The host is called by another name, or by its IP address, which its certificate lacks.",
                helps="Use a name that `openssl s_client -connect HOST:443 | openssl x509 -noout -ext subjectAltName` "
                "shows; an IP address counts only where it is there as such. The same holds for an https:// proxy.",
            ),
            MessageCause(
                because="Somebody else answers: a sign-in page of the network, or a proxy that inspects TLS badly.",
                helps="Open the host in a browser, and look at the certificate that it shows.",
            ),
            MessageCause(
                because="The certificate has its name in the subject only, which no client takes any more (RFC 9525).",
                helps="Have it issued again, with a subject alternative name.",
            ),
            known_defect("ipv6-origin-refused-in-a-tunnel"),
            known_defect("dot-at-the-end-of-a-name-counts"),
        ),
    ),
    Entry(
        words=("missing authority key identifier",),
        says=f"{_STRICT}rule: it has no key identifier.",
        causes=(
            MessageCause(
                because="The authority of the proxy or of the company signs without key identifiers.",
                helps="Have the authority issued again according to RFC 5280, section 4.2.1.1; until then run pip on "
                "Python 3.12.",
                ask="--topology intercepted --store cert --ca old-style",
            ),
            known_defect("old-style-refused-with-legacy-certs"),
            known_defect("old-style-refused-on-the-proxy-leg", Leg.PROXY),
        ),
    ),
    Entry(
        words=("basic constraints of ca cert not marked critical",),
        says=f"{_STRICT}rule: its basic constraints are not critical.",
        causes=(
            MessageCause(
                because="The root of the proxy or of the company is of an older style.",
                helps="Have it issued again according to RFC 5280, section 4.2.1.9; until then run pip on Python 3.12.",
                ask="--topology intercepted --store cert --ca uncritical",
            ),
            known_defect("uncritical-root-refused-with-legacy-certs"),
            known_defect("uncritical-root-refused-on-the-proxy-leg", Leg.PROXY),
        ),
    ),
    Entry(
        words=("no certificate or crl found",),
        says="A store was read that has no certificate in PEM.",
        causes=(
            MessageCause(
                because="The file that --cert or a variable names is empty, or is DER.",
                helps="`openssl x509 -inform DER -in FILE -out FILE.pem` makes PEM of it.",
                ask="--topology intercepted --store cert --ca der",
            ),
            known_defect("empty-system-store-ends-every-handshake"),
        ),
    ),
    Entry(
        words=(
            "certificate verify failed",
            "there was a problem confirming the ssl certificate",
            "sslerror",
            "sslcertverificationerror",
        ),
        says="A certificate was refused; the words after this say why, and many causes share these.",
        causes=(_INSPECTED, known_defect("truststore-context-lost", Leg.ORIGIN), _PROXYS_OWN, _REPLACED, _CLOCK),
        broad=True,
    ),
)
