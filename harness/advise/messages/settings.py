"""The messages about settings, and those that say nothing."""

from __future__ import annotations

from harness.advise.messages.builds import BUILDS
from harness.advise.messages.certificates import CERTIFICATES
from harness.advise.messages.entry import Entry, MessageCause, known_defect
from harness.advise.messages.proxies import PROXIES
from harness.advise.messages.tls import TLS

_SETTINGS = (
    Entry(
        words=("could not find a suitable tls ca certificate bundle",),
        says="A setting names a bundle that is not there; the path is in the message.",
        causes=(
            MessageCause(
                because="--cert, PIP_CERT, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or pip's configuration has that path.",
                helps="Look with `env` and `python -m pip config list`, and correct or unset it.",
                ask="--topology direct --store requests-ca-bundle --ca missing",
            ),
            known_defect("home-in-a-path-unexpanded"),
        ),
    ),
    Entry(
        words=("check_hostname requires server_hostname",),
        says="pip fails before it checks a certificate.",
        causes=(
            known_defect("ip-address-ends-in-a-traceback"),
            known_defect("ip-address-in-a-tunnel-ends-in-a-traceback"),
            MessageCause(
                because="An old pip, or an old requests or urllib3, meets an https:// proxy address or a newer Python.",
                helps="Write http:// before the proxy, if it speaks plain HTTP; upgrade pip.",
                ask="--topology tunnelled",
            ),
        ),
    ),
    Entry(
        words=("cannot set verify_mode to cert_none",),
        says="Something has replaced the contexts of ssl, and --trusted-host does not work with it.",
        causes=(
            known_defect("injected-truststore-breaks-trusted-host"),
            MessageCause(
                because="A package beside pip injects truststore into ssl, such as pip-system-certs.",
                helps="Leave --trusted-host out: with the host's authority in the system's store it is not needed.",
                ask="--topology direct --store system",
            ),
        ),
    ),
    Entry(
        words=("invalid ipv6 url",),
        says="A URL or host has a [ or a : where none is allowed.",
        causes=(
            known_defect("url-with-a-port-as-trusted-host-ends-in-a-traceback"),
            MessageCause(
                because="--trusted-host was given a URL.",
                helps="Name the host alone, or host:port.",
            ),
            MessageCause(
                because="A [ is in the password of the proxy or of the index.",
                helps="Write it as %5B.",
                ask="--topology tunnelled --login with-bracket",
            ),
        ),
    ),
    Entry(
        words=("can't encode character",),
        says="A user or password has a character that cannot be sent.",
        causes=(
            known_defect("proxy-login-beyond-latin-1-ends-in-a-traceback"),
            MessageCause(
                because="The user or password has a character beyond ASCII.", helps="Use ASCII characters alone."
            ),
        ),
    ),
    Entry(
        words=("has no attribute 'public_bytes'",),
        says="The truststore of this pip does not know this Python.",
        causes=(known_defect("truststore-feature-breaks-on-a-newer-python"),),
    ),
    Entry(
        words=("http error 401", "401 error", "401 client error", "401 unauthorized"),
        says="The index wants a user and password that it was not sent.",
        causes=(
            MessageCause(
                because="Its URL, netrc and the keyring have none, or a wrong one.",
                helps="Put them into the URL or into netrc; write odd characters with percent signs.",
            ),
            known_defect("netrc-preferred-for-files"),
        ),
    ),
    Entry(
        words=("permissionerror(13", "permission denied"),
        says="A file may not be read.",
        causes=(
            MessageCause(
                because="The bundle or the pip that was named is another user's.",
                helps="Make it readable for all: chmod a+r.",
            ),
            known_defect("unreadable-system-store-ends-every-handshake"),
        ),
        broad=True,
    ),
    Entry(
        words=("could not fetch url",),
        says="A page could not be fetched; the words after this say why.",
        causes=(
            MessageCause(
                because="A certificate on the way to the index is refused.",
                helps="Look for `certificate verify failed` in the rest, and ask for those words.",
                ask='--error "certificate verify failed"',
            ),
            MessageCause(
                because="The proxy is not reached, or refuses.",
                helps="Look for `proxy` in the rest.",
                ask='--error "Cannot connect to proxy"',
            ),
        ),
        broad=True,
    ),
)
_NOTHING = (
    Entry(
        words=("no matching distribution found", "could not find a version that satisfies the requirement"),
        says="This says nothing about the cause: it is the last line of nearly every failure of pip.",
        broad=True,
    ),
)

#: Every entry: of two that a text has, the first says more.
ENTRIES = (
    *CERTIFICATES[:-1],
    *PROXIES[:-2],
    *TLS,
    PROXIES[-1],
    *_SETTINGS[:-2],
    PROXIES[-2],
    CERTIFICATES[-1],
    *BUILDS,
    *_SETTINGS[-2:],
    *_NOTHING,
)
