"""The messages about proxies: their addresses, their answers, and connections that break."""

from __future__ import annotations

from harness.advise.messages.entry import Entry, MessageCause, known_defect
from harness.advise.messages.tls import CERTIFICATE_WANTED
from harness.model.words import Leg, Phase

_WRONG_SCHEME = MessageCause(
    because="The proxy's address begins with https://, but the proxy speaks plain HTTP.",
    helps="Write http:// instead: that concerns the connection to the proxy alone, and https:// indexes are still "
    "reached over TLS.",
    ask="--topology tunnelled",
)
_MISSPELLED = MessageCause(
    because="The user or password in the proxy's address has a character with a meaning in URLs, or the address lacks "
    "its scheme.",
    helps="Write @ as %40, # as %23, [ as %5B, / as %2F and % as %25 in them, and http:// before the host.",
    ask="--topology tunnelled --login with-hash",
)
_DEAD = MessageCause(
    because="Nobody listens at the address in a proxy variable, --proxy or pip's configuration, or it is misspelled.",
    helps="Look with `env | grep -i proxy` and `python -m pip config list`; for a host of your own network "
    "set NO_PROXY.",
)
_CUT = MessageCause(
    because="A firewall or proxy cuts connections to this host, or connections that it does not understand.",
    helps="Try another host through the same proxy, and ask your IT whether this one is allowed.",
)
_LOGINS = (
    MessageCause(
        because="No user and password are in the proxy's address.",
        helps="Put them there: http://USER:PASSWORD@PROXY:PORT.",
        ask="--topology tunnelled --login missing",
    ),
    MessageCause(
        because="The user or password is wrong, or has expired.",
        helps="Try them in a browser.",
        ask="--topology tunnelled --login wrong",
    ),
    MessageCause(
        because="The user or password has characters that must be percent-encoded.",
        helps="Write @ as %40, # as %23 and % as %25; in a file for cmd a % is %%.",
        ask="--topology tunnelled --login with-at",
    ),
    MessageCause(
        because="The proxy wants another authentication scheme than Basic (NTLM, Kerberos), which no pip supports.",
        helps="Run a proxy of your own that signs in for you, such as cntlm or px, and name that one.",
    ),
    known_defect("proxy-login-sent-in-latin-1"),
)

PROXIES = (
    Entry(
        words=("tunnel connection failed: 407", "proxy authentication required", "407 proxy"),
        says="The proxy wants a user and password (407) that it was not sent.",
        causes=_LOGINS,
    ),
    Entry(
        words=("key_proxy_ssl_context",),
        says="pip gives its SOCKS code an option that this does not know, and fails before it connects.",
        causes=(
            known_defect("proxy-context-given-to-socks"),
            known_defect("proxy-context-given-to-socks-with-a-bundle"),
        ),
    ),
    Entry(
        words=("missing dependencies for socks support",),
        says="The proxy is a SOCKS one, and pip speaks SOCKS only if PySocks is installed beside it.",
        causes=(
            MessageCause(
                because="PySocks is not installed where pip is.",
                helps="Install it by another way: `env -u ALL_PROXY -u HTTPS_PROXY -u HTTP_PROXY python -m pip install "
                "PySocks`, or download its wheel elsewhere.",
                ask="--topology over-socks --store cert",
            ),
            MessageCause(
                because="A variable names a SOCKS proxy that is not meant for pip.",
                helps="Unset ALL_PROXY and all_proxy, or name another by --proxy.",
            ),
        ),
    ),
    Entry(
        words=("wrong_version_number", "wrong version number", "your proxy appears to only use http and not https"),
        says="TLS was attempted with a server that speaks plain HTTP.",
        causes=(
            _WRONG_SCHEME,
            MessageCause(
                because="The index's address begins with https://, but that port speaks plain HTTP.",
                helps="Name the port that speaks TLS, or ask those who run the index.",
            ),
            MessageCause(
                because="Something on the way answers in plain HTTP, such as a firewall's block page.",
                helps="`curl -v` to the same host through the same proxy shows what it says.",
            ),
        ),
    ),
    Entry(
        words=("tunnel connection failed: 403", "403 forbidden", "tunnel connection failed: 401"),
        says="Access is refused: by the proxy if the message is about a tunnel, otherwise by the index.",
        causes=(
            MessageCause(
                because="The proxy does not let you through to this host.",
                helps="Ask your IT for it, or for an index of the company's, and name that one by --index-url.",
            ),
            MessageCause(
                because="The index does not let you have it, without or with this user and password.",
                helps="Put a user and password into the index's URL or into netrc.",
            ),
        ),
    ),
    Entry(
        words=("tunnel connection failed: 400", "400 bad request"),
        says="A server did not understand the request.",
        causes=(
            MessageCause(
                because="The address is not that of a proxy for CONNECT, but of a web server or a SOCKS proxy.",
                helps="Compare address and port with a browser's settings.",
            ),
            MessageCause(
                because="Plain HTTP was spoken to a port that wants TLS.",
                helps="Write https:// before that address; pip speaks TLS to proxies from 20.3 on.",
                ask="--topology tunnelled-over-tls --store cert",
            ),
        ),
    ),
    Entry(
        words=("service unavailable", "bad gateway", "gateway timeout", "502", "503", "504"),
        says="A server on the way cannot reach the next: the proxy the index, or the index a server behind it.",
        causes=(
            MessageCause(
                because="The proxy does not know the host, or does not reach it.",
                helps="Look for a misspelled host; for one of your own network set NO_PROXY.",
            ),
            MessageCause(
                because="The index is down or overloaded.", helps="Try again later; --retries 10 waits longer."
            ),
            known_defect("bad-gateway-not-retried"),
        ),
    ),
    Entry(
        words=("read timed out", "connecttimeouterror", "connect timeout", "timed out"),
        says="A server did not answer in time.",
        causes=(
            MessageCause(
                because="The connection goes past the proxy, and a firewall drops it: the proxy is set for other "
                "addresses only, or NO_PROXY has the host.",
                helps="Set HTTPS_PROXY itself, not --proxy alone: pip's builds and git read the variable.",
                ask="--topology tunnelled",
            ),
            known_defect("proxy-lost-in-the-build", phase=Phase.BUILD),
            MessageCause(because="The network or the index is slow.", helps="Give --timeout 60."),
            _CUT,
        ),
    ),
    Entry(
        words=("connection aborted", "connection reset by peer", "remote end closed connection", "remotedisconnected"),
        says="The connection was cut before an answer came.",
        causes=(
            _CUT,
            _WRONG_SCHEME,
            CERTIFICATE_WANTED,
            known_defect("client-certificate-lost-on-a-trusted-host"),
        ),
    ),
    Entry(
        words=("eof occurred in violation of protocol", "unexpected eof while reading", "unexpected_eof"),
        says="The other side ended the connection in the middle of TLS.",
        causes=(
            _CUT,
            _WRONG_SCHEME,
            known_defect("cut-file-not-resumed"),
            known_defect("closed-connection-not-retried"),
        ),
    ),
    Entry(
        words=(
            "failed to parse",
            "is malformed",
            "invalidproxyurl",
            "please check proxy url",
            "proxy url had no scheme",
            "not supported proxy scheme",
            "port could not be cast",
        ),
        says="A URL cannot be parsed; mostly it is the proxy's.",
        causes=(
            _MISSPELLED,
            known_defect("proxy-by-name-needs-a-scheme"),
            known_defect("proxy-by-address-needs-a-scheme"),
            known_defect("proxy-login-refused-as-it-is"),
            known_defect("part-of-an-index-password-printed"),
        ),
    ),
    Entry(
        words=("cannot connect to proxy", "unable to connect to proxy", "proxyerror"),
        says="The connection to the proxy, or through it, failed; the words after this say why.",
        causes=(
            _DEAD,
            _LOGINS[0],
            _WRONG_SCHEME,
            MessageCause(
                because="The proxy's own certificate is refused.",
                helps="Name a file with its authority and the index's by --cert.",
                ask="--topology tunnelled-over-tls --store system",
                leg=Leg.PROXY,
            ),
            known_defect("option-loses-to-the-environment"),
        ),
        broad=True,
    ),
    Entry(
        words=(
            "failed to establish a new connection",
            "connection refused",
            "name or service not known",
            "getaddrinfo failed",
            "temporary failure in name resolution",
        ),
        says="No server was reached at all.",
        causes=(
            MessageCause(
                because="This network can be left through a proxy only, and pip was given none.",
                helps="Set HTTPS_PROXY, or give --proxy.",
                ask="--topology tunnelled",
            ),
            _DEAD,
            known_defect("empty-proxy-option-ignored"),
        ),
    ),
)
