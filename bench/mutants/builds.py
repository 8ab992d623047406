"""Slips in what a build is given, in client certificates, and in SOCKS."""

from bench.mutants.mutant import BYPASSED, NOTHING_ASKED, UNTRUSTED_ORIGIN, Mutant, Sign, Theme
from harness.model.words import Leg

_COMMAND = "pip/_internal/cli/index_command.py"
_INSTALLER = "pip/_internal/build_env/installer.py"
_ADAPTERS = "pip/_vendor/requests/adapters.py"
_CONNECTION = "pip/_vendor/urllib3/connection.py"
_SOCKS = "pip/_vendor/urllib3/contrib/socks.py"
_NO_CERTIFICATE = Sign("rejects", Leg.ORIGIN, "peer_did_not_return_a_certificate")

MUTANTS = (
    Mutant(
        name="client-certificate-forgotten",
        theme=Theme.CLIENT_CERTIFICATES,
        file=_COMMAND,
        text="            session.cert = options.client_cert\n",
        instead="            pass\n",
        breaks="--client-cert has no effect.",
        words="client_certificate_is_shown",
        signs=(_NO_CERTIFICATE,),
    ),
    Mutant(
        name="client-certificate-of-the-build-forgotten",
        theme=Theme.BUILD_ISOLATION,
        file=_INSTALLER,
        text='            args.extend(["--client-cert", finder.client_cert])\n',
        instead="            pass\n",
        breaks="The pip that prepares a build has no client certificate.",
        words="client_certificate_reaches_the_build",
        signs=(_NO_CERTIFICATE,),
    ),
    Mutant(
        name="client-certificate-for-the-proxy",
        theme=Theme.CLIENT_CERTIFICATES,
        file=_CONNECTION,
        text="            # Features that aren't implemented for proxies yet:\n            cert_file=None,\n"
        "            key_file=None,\n",
        instead="            cert_file=self.cert_file,\n            key_file=self.key_file,\n",
        breaks="An https:// proxy is shown the client certificate that is for the origin.",
        words="client_certificate and proxy",
        signs=(Sign("accepts"),),
    ),
    Mutant(
        name="bundle-of-the-build-forgotten",
        theme=Theme.BUILD_ISOLATION,
        file=_INSTALLER,
        text='            args.extend(["--cert", finder.custom_cert])\n',
        instead="            pass\n",
        breaks="The pip that prepares a build has no --cert.",
        words="cert_flag_reaches_the_build",
        signs=(UNTRUSTED_ORIGIN,),
    ),
    Mutant(
        name="proxy-of-the-build-forgotten",
        theme=Theme.BUILD_ISOLATION,
        file=_INSTALLER,
        text='            args.extend(["--proxy", finder.proxy])\n',
        instead="            pass\n",
        breaks="The pip that prepares a build has no --proxy.",
        words="proxy_flag_reaches_the_build",
        signs=(BYPASSED,),
    ),
    Mutant(
        name="empty-proxy-of-the-build-is-none",
        theme=Theme.BUILD_ISOLATION,
        file=_INSTALLER,
        text="        if finder.proxy is not None:\n",
        instead="        if finder.proxy:\n",
        breaks="An empty --proxy does not reach the pip that prepares a build.",
        words="empty_flag_reaches_the_build",
        signs=(Sign("broken", reason="http_200"),),
    ),
    Mutant(
        name="trusted-host-of-the-build-forgotten",
        theme=Theme.BUILD_ISOLATION,
        file=_INSTALLER,
        text='            args.extend(["--trusted-host", host])\n',
        instead="            pass\n",
        breaks="The pip that prepares a build verifies trusted hosts.",
        words="trusted_host_reaches_a_local_build",
        signs=(UNTRUSTED_ORIGIN,),
    ),
    Mutant(
        name="socks-scheme-in-lower-case-alone",
        theme=Theme.SOCKS,
        file=_ADAPTERS,
        text='        elif proxy.lower().startswith("socks"):',
        instead='        elif proxy.startswith("socks5:"):',
        breaks="A socks5h:// proxy is taken for one of HTTP.",
        words="socks. and by_name",
        signs=(NOTHING_ASKED,),
    ),
    Mutant(
        name="socks-resolves-names",
        theme=Theme.SOCKS,
        file=_SOCKS,
        text='        elif parsed.scheme == "socks5h":\n            socks_version = socks.PROXY_TYPE_SOCKS5\n'
        "            rdns = True\n",
        instead='        elif parsed.scheme == "socks5h":\n            socks_version = socks.PROXY_TYPE_SOCKS5\n'
        "            rdns = False\n",
        breaks="The client looks names up itself, and gives a socks5h:// proxy addresses.",
        words="socks. and by_name",
        signs=(Sign("broken", reason="resolved_by_the_client"),),
    ),
    Mutant(
        name="socks-without-its-login",
        theme=Theme.SOCKS,
        file=_ADAPTERS,
        text="                username=username,\n                password=password,\n",
        instead="",
        breaks="The login of a SOCKS proxy is left to urllib3, which takes it from the URL.",
        words="socks.login or socks.wrong_login",
        signs=(Sign("broken", reason="socks_no_acceptable_methods"),),
        equivalent="urllib3 reads the same login from the same URL",
    ),
    Mutant(
        name="socks-login-not-sent",
        theme=Theme.SOCKS,
        file=_SOCKS,
        text='                proxy_password=self._socks_options["password"],\n',
        instead="",
        breaks="A SOCKS proxy is not given its password.",
        words="socks.login",
        signs=(Sign("broken", reason="socks_no_acceptable_methods"),),
    ),
)
