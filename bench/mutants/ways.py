"""Slips about the way to a host: proxies, NO_PROXY, SOCKS, and what a build is told of them."""

from bench.mutants.mutant import BYPASSED, NOTHING_ASKED, UNTRUSTED_PROXY, Mutant, Sign, Theme
from harness.model.words import Leg

_INDEX_COMMAND = "pip/_internal/cli/index_command.py"
_UTILS = "pip/_vendor/requests/utils.py"
_ADAPTERS = "pip/_vendor/requests/adapters.py"
_CONNECTION = "pip/_vendor/urllib3/connection.py"
_CONNECTIONPOOL = "pip/_vendor/urllib3/connectionpool.py"
_SOCKS = "pip/_vendor/urllib3/contrib/socks.py"

MUTANTS = (
    Mutant(
        name="proxy-flag-for-https-alone",
        theme=Theme.PROXIES,
        file=_INDEX_COMMAND,
        text='                    "http": options.proxy,\n',
        instead="",
        breaks="--proxy is for https:// URLs alone.",
        words="proxy_of_the_flag",
        signs=(BYPASSED,),
    ),
    Mutant(
        name="no-proxy-with-its-dot",
        theme=Theme.NO_PROXY,
        file=_UTILS,
        text='                host = host.lstrip(".")\n',
        instead="",
        breaks="A domain in NO_PROXY that begins with a dot has no effect.",
        words="no_proxy.list",
        signs=(NOTHING_ASKED,),
    ),
    Mutant(
        name="no-proxy-with-its-spaces",
        theme=Theme.NO_PROXY,
        file=_UTILS,
        text='no_proxy.replace(" ", "").split(",")',
        instead='no_proxy.split(",")',
        breaks="A space after a comma in NO_PROXY is part of the name.",
        words="no_proxy.list_of_domains",
        signs=(NOTHING_ASKED,),
    ),
    Mutant(
        name="no-proxy-in-small-letters-alone",
        theme=Theme.NO_PROXY,
        file=_UTILS,
        text="return os.environ.get(key) or os.environ.get(key.upper())",
        instead="return os.environ.get(key)",
        breaks="NO_PROXY is left to urllib unless it is written in small letters.",
        words="no_proxy.name_and_port_count",
        signs=(NOTHING_ASKED,),
    ),
    Mutant(
        name="no-proxy-of-one-address-as-a-network",
        theme=Theme.NO_PROXY,
        file=_UTILS,
        text="if mask < 1 or mask > 32:",
        instead="if mask < 1 or mask >= 32:",
        breaks="A network of one address in NO_PROXY has no effect.",
        words="network_of_one_address",
        signs=(NOTHING_ASKED,),
    ),
    Mutant(
        name="proxy-for-all-before-that-of-the-scheme",
        theme=Theme.PROXIES,
        file=_UTILS,
        text='        urlparts.scheme + "://" + urlparts.hostname,\n        urlparts.scheme,\n'
        '        "all://" + urlparts.hostname,\n        "all",\n',
        instead='        urlparts.scheme + "://" + urlparts.hostname,\n'
        '        "all://" + urlparts.hostname,\n        "all",\n        urlparts.scheme,\n',
        breaks="ALL_PROXY wins over HTTPS_PROXY.",
        words="wins_over_all_proxy",
        signs=(NOTHING_ASKED,),
    ),
    Mutant(
        name="proxy-without-a-scheme-is-one-of-tls",
        theme=Theme.PROXIES,
        file=_ADAPTERS,
        text='proxy = prepend_scheme_if_needed(proxy, "http")\n            proxy_url = parse_url(proxy)\n'
        "            if not proxy_url.host:\n                raise InvalidProxyURL(\n"
        '                    "Please check proxy URL. It is malformed "\n'
        '                    "and could be missing the host."\n                )\n'
        "            proxy_manager = self.proxy_manager_for(proxy)\n"
        "            conn = proxy_manager.connection_from_host(",
        instead='proxy = prepend_scheme_if_needed(proxy, "https")\n            proxy_url = parse_url(proxy)\n'
        "            if not proxy_url.host:\n                raise InvalidProxyURL(\n"
        '                    "Please check proxy URL. It is malformed "\n'
        '                    "and could be missing the host."\n                )\n'
        "            proxy_manager = self.proxy_manager_for(proxy)\n"
        "            conn = proxy_manager.connection_from_host(",
        breaks="TLS is spoken with a proxy that is named without a scheme.",
        words="without_a_scheme",
        signs=(
            NOTHING_ASKED,
            Sign("broken", reason="proxy"),
        ),
    ),
    Mutant(
        name="proxy-of-a-redirect-is-that-of-the-page",
        theme=Theme.REDIRECTS,
        file="pip/_vendor/requests/sessions.py",
        text="            proxies = self.rebuild_proxies(prepared_request, proxies)\n",
        instead="            self.rebuild_proxies(prepared_request, proxies)\n",
        breaks="NO_PROXY does not count for the host to which a redirect leads.",
        words="host_of_a_redirect",
        signs=(Sign("broken", reason="http_200"),),
    ),
    Mutant(
        name="proxy-has-the-name-of-the-origin",
        theme=Theme.HOSTS,
        file=_CONNECTION,
        text="self.sock = sock = self._connect_tls_proxy(self.host, sock)",
        instead="self.sock = sock = self._connect_tls_proxy(self._tunnel_host, sock)",
        breaks="An https:// proxy must have the name of the origin.",
        words="host_names and proxy or tunnelled_over_tls",
        signs=(UNTRUSTED_PROXY,),
    ),
    Mutant(
        name="tls-proxy-forwards",
        theme=Theme.SCHEMES,
        file="pip/_vendor/urllib3/util/proxy.py",
        text="        and proxy_config.use_forwarding_for_https\n",
        instead="        and not proxy_config.use_forwarding_for_https\n",
        breaks="An https:// proxy is asked for the page itself, which it then can read.",
        words="tunnelled_over_tls.system_store_vouches_for_both",
        signs=(Sign("broken", reason="broke_off"),),
    ),
    Mutant(
        name="page-asked-for-by-its-whole-url",
        theme=Theme.PROXIES,
        file=_ADAPTERS,
        text='is_proxied_http_request = proxy and scheme != "https"',
        instead="is_proxied_http_request = bool(proxy)",
        breaks="Within a tunnel the origin is asked as a proxy would be.",
        words="tunnelled.system_store",
        signs=(Sign("broken", reason="nothing_fetched"),),
    ),
    Mutant(
        name="login-of-the-proxy-in-every-request",
        theme=Theme.CREDENTIALS,
        file=_CONNECTIONPOOL,
        text="        if not http_tunnel_required:\n            headers = headers.copy()",
        instead="        if self.proxy is not None:\n            headers = headers.copy()",
        breaks="The origin is told the login of the proxy, within the tunnel.",
        words="proxy_is_told",
        signs=(Sign("leaks", reason="Proxy-Authorization at origin"),),
    ),
    Mutant(
        name="login-of-the-proxy-not-for-a-tunnel",
        theme=Theme.CREDENTIALS,
        file=_CONNECTIONPOOL,
        text="            headers=self.proxy_headers,\n        )\n        conn.connect()",
        instead="        )\n        conn.connect()",
        breaks="A proxy that is asked for a tunnel is not told its login.",
        words="proxy_is_told",
        signs=(Sign("broken", reason="http_407"),),
    ),
    Mutant(
        name="login-of-the-proxy-begins-at-the-first-at",
        theme=Theme.CREDENTIALS,
        file="pip/_vendor/urllib3/util/url.py",
        text='auth, _, host_port = authority.rpartition("@")',
        instead='auth, _, host_port = authority.partition("@")',
        breaks="An e-mail address in the login of a proxy is cut at its @.",
        words="odd_logins.proxy_is_told_an_e_mail",
        signs=(NOTHING_ASKED,),
    ),
    Mutant(
        name="user-of-the-proxy-needs-a-password",
        theme=Theme.CREDENTIALS,
        file=_ADAPTERS,
        text='        if username:\n            headers["Proxy-Authorization"]',
        instead='        if username and password:\n            headers["Proxy-Authorization"]',
        breaks="A proxy is told a user only where there is a password.",
        words="proxy_is_told_a_token",
        signs=(Sign("broken", reason="http_407"),),
    ),
    Mutant(
        name="port-of-a-tls-proxy-is-80",
        theme=Theme.PORTS,
        file="pip/_vendor/urllib3/poolmanager.py",
        text="            port = port_by_scheme.get(proxy.scheme, 80)",
        instead="            port = 80",
        breaks="An https:// proxy without a port is dialled at port 80.",
        words="proxy_at_its_usual_port_is",
        signs=(NOTHING_ASKED,),
    ),
    Mutant(
        name="brackets-of-an-address-are-its-name",
        theme=Theme.HOSTS,
        file=_CONNECTION,
        text='normalized = server_hostname.strip("[]")',
        instead="normalized = server_hostname",
        breaks="An IPv6 address in brackets matches no certificate.",
        words="host_names.origin_by_ipv6",
        signs=(Sign("rejects", Leg.ORIGIN),),
        equivalent="requests takes the brackets away before urllib3 has the address",
    ),
    Mutant(
        name="socks-always-resolves-names",
        theme=Theme.SOCKS,
        file=_SOCKS,
        text="            socks_version = socks.PROXY_TYPE_SOCKS5\n            rdns = False",
        instead="            socks_version = socks.PROXY_TYPE_SOCKS5\n            rdns = True",
        breaks="A socks5:// proxy is given names that the client should look up.",
        words="socks.cert_flag",
        signs=(Sign("broken", reason="resolved_by_the_proxy"),),
    ),
    Mutant(
        name="socks-is-waited-for-without-end",
        theme=Theme.TIMEOUTS,
        file=_SOCKS,
        text="                timeout=self.timeout,  # type: ignore[arg-type]\n",
        instead="                timeout=None,\n",
        breaks="A silent SOCKS proxy is waited for without end.",
        words="socks.stalls",
        signs=(Sign("broken", reason="no_end"),),
    ),
    Mutant(
        name="proxy-option-is-empty-unless-given",
        theme=Theme.PROXIES,
        file="pip/_internal/cli/cmdoptions.py",
        text='    "--proxy",\n    dest="proxy",\n    type="str",\n    default=None,',
        instead='    "--proxy",\n    dest="proxy",\n    type="str",\n    default="",',
        breaks="Without --proxy the proxies of the environment are turned off.",
        words="tunnelled.system",
        signs=(BYPASSED,),
    ),
    # It lives: the bundle variables are lost with --proxy as it is (pypa/pip#11091), so that no claim is met.
    Mutant(
        name="proxy-env-counts-for-a-bundle-all-the-same",
        theme=Theme.CONTEXTS,
        file=_INDEX_COMMAND,
        text="if options.proxy is None and not options.no_proxy_env:",
        instead="if True:",
        breaks="REQUESTS_CA_BUNDLE, which --proxy turns off, takes the context from the proxy all the same.",
        words="proxy_flag and both_legs",
        signs=(UNTRUSTED_PROXY,),
    ),
)
