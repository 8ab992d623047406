"""The known defects. Each range was confirmed by running the releases on both sides of each boundary."""

from harness.model import Accepts, Among, Breaks, Capability, Crosses, Defect, Leg, Rejects, Unverified, Variant, Whose

# What OpenSSL says of a certificate that nobody vouches for, as Python puts it.
NO_LOCAL_ISSUER = "certificate verify failed: unable to get local issuer certificate"

# Below Python 3.10 no pip has truststore, and with it goes what comes of it.
TRUSTSTORE = frozenset({Capability.SYSTEM_STORE})

# The adapter variants that hand over less, and the releases of requests that make it tell.
POOL_ONLY = frozenset({Variant.POOL_ONLY})
MERGED = frozenset({Variant.POOL_KWARGS_MERGED})
NO_PROXY_LEG = frozenset({Variant.POOL_ONLY, Variant.POOL_KWARGS_MERGED, Variant.ORIGIN_LEG})
WITH_A_CONTEXT = frozenset(Variant) - {Variant.NO_CONTEXT, Variant.INJECTED}
ALL_BUT_BOTH_LEGS = frozenset(Variant) - {Variant.BOTH_LEGS}

TRUSTSTORE_CONTEXT_LOST = Defect(
    slug="truststore-context-lost",
    issue="pypa/pip#13288",
    affects=">=24.2,<25.2",
    shows=Rejects(Leg.ORIGIN),
    because="init_poolmanager gets the ssl_context, proxy_manager_for does not: only OpenSSL's defaults count there.",
    needs=TRUSTSTORE,
    among=(Among(variants=POOL_ONLY), Among(variants=MERGED, requests="<2.32.3")),
    message=NO_LOCAL_ISSUER,
    workaround="Set SSL_CERT_FILE to the bundle, or give it with --cert.",
    workaround_shown_by="tunnelled.ssl_cert_file_vouches_for_the_origin",
)

CERTIFI_LOST_WITH_THE_CONTEXT = Defect(
    slug="certifi-lost-with-the-context",
    issue="pypa/pip#13288",
    affects=">=24.2,<25.2",
    shows=Rejects(Leg.ORIGIN),
    because="requests 2.32.3 and 2.32.4 pass no certifi where the pool manager has a context: a proxy gets neither.",
    needs=TRUSTSTORE,
    among=(Among(variants=POOL_ONLY, requests=">=2.32.3,<2.32.5"),),
    message=NO_LOCAL_ISSUER,
    workaround="Use --use-deprecated=legacy-certs, or name a bundle by SSL_CERT_FILE or --cert.",
    workaround_shown_by="pip_options.legacy_certs_read_the_shipped_store",
)

DECIDED_BY_LUCK = Defect(
    slug="decided-by-luck",
    issue="pypa/pip#13288",
    affects=">=24.2,<25.2",
    shows=Accepts(context=Whose.LOST),
    because="The truststore context is lost behind a proxy as ever, and the one that urllib3 makes instead happens to "
    "find the authority.",
    needs=TRUSTSTORE,
    among=(Among(variants=POOL_ONLY, requests=">=2.32.3,<2.32.5"),),
)

DECIDED_BY_THE_BUNDLE_ALONE = Defect(
    slug="decided-by-the-bundle-alone",
    issue="pypa/pip#13288",
    affects=">=24.2,<25.2",
    shows=Accepts(context=Whose.LOST),
    because="The truststore context is lost behind a proxy as ever, and requests puts a bundle that is named on the "
    "connection itself.",
    needs=TRUSTSTORE,
    among=(Among(variants=POOL_ONLY), Among(variants=MERGED, requests="<2.32.3")),
)

PROXY_LEG_DECIDED_BY_LUCK = Defect(
    slug="proxy-leg-decided-by-luck",
    issue="pypa/pip#13465",
    affects=">=24.2,<26.2",
    shows=Accepts(context=Whose.LOST),
    because="The leg to an https:// proxy gets no truststore context, and the one that urllib3 makes instead happens "
    "to find the authority.",
    needs=TRUSTSTORE,
    among=(Among(variants=NO_PROXY_LEG),),
)

CUSTOM_BUNDLE_NARROWS_THE_PROXY_LEG = Defect(
    slug="custom-bundle-narrows-the-proxy-leg",
    issue="pypa/pip#14179",
    affects=">=26.3",
    shows=Accepts(context=Whose.LOST),
    because="With --cert and its like pip 26.3 on purpose gives the leg to an https:// proxy no truststore context: it "
    "trusts that bundle alone, where the origin leg trusts the system store and certifi too.",
    needs=TRUSTSTORE,
    workaround="Put the proxy's authority into the bundle that --cert names.",
    workaround_shown_by="tunnelled_over_tls.cert_flag_vouches_for_both_legs",
)

PROXY_LEG_CONTEXT_LOST = Defect(
    slug="proxy-leg-context-lost",
    issue="pypa/pip#13465",
    affects=">=24.2,<26.2",
    shows=Rejects(Leg.PROXY),
    because="proxy_manager_for gets no proxy_ssl_context: the leg to an https:// proxy does not know the system store.",
    needs=TRUSTSTORE,
    among=(Among(variants=NO_PROXY_LEG),),
    message=NO_LOCAL_ISSUER,
    workaround="Give a bundle of both authorities with --cert.",
    workaround_shown_by="tunnelled_over_tls.cert_flag_vouches_for_both_legs",
)

PROXY_LEG_MISSES_CERTIFI = Defect(
    slug="proxy-leg-misses-certifi",
    issue="psf/requests#6767",
    affects=">=24.1,<25.3",
    shows=Rejects(Leg.PROXY),
    because="requests 2.32.0 to 2.32.4 pass no ca_certs for verify=True: the leg to an https:// proxy is left to "
    "OpenSSL's defaults.",
    among=(Among(variants=ALL_BUT_BOTH_LEGS, requests=">=2.32,<2.32.5"),),
    message=NO_LOCAL_ISSUER,
    workaround="Give a bundle of both authorities with --cert.",
    workaround_shown_by="tunnelled_over_tls.cert_flag_vouches_for_both_legs",
)

PROXY_LEG_MISSES_OPENSSL_DEFAULTS = Defect(
    slug="proxy-leg-misses-openssl-defaults",
    issue="pypa/pip#13465",
    affects=">=25.3,<26.2",
    shows=Rejects(Leg.PROXY),
    among=(Among(variants=NO_PROXY_LEG, requests="<2.32"), Among(variants=NO_PROXY_LEG, requests=">=2.32.5")),
    because="requests 2.32.5 passes certifi as ca_certs for verify=True again, which replaces OpenSSL's defaults on "
    "the leg to an https:// proxy: the workaround by SSL_CERT_FILE stops working there.",
    message=NO_LOCAL_ISSUER,
    workaround="Give a bundle of both authorities with --cert.",
    workaround_shown_by="tunnelled_over_tls.cert_flag_vouches_for_both_legs",
)

PROXY_NAME_UNCHECKED = Defect(
    slug="proxy-name-unchecked",
    issue="CVE-2021-28363",
    affects=">=20.3,<21.1",
    shows=Unverified(Leg.PROXY),
    because="urllib3 1.26.0 to 1.26.3 do not check the host name of an https:// proxy that is given no context.",
)

IP_ADDRESS_ENDS_IN_A_TRACEBACK = Defect(
    slug="ip-address-ends-in-a-traceback",
    issue="pypa/pip#12906",
    affects=">=24.2,<26.1",
    shows=Breaks("no_hello"),
    because="urllib3 1.26 gives a context no server_hostname for an IP address; truststore's always checks it.",
    needs=TRUSTSTORE,
    among=(Among(variants=WITH_A_CONTEXT, urllib3="<2"),),
    message="ValueError: check_hostname requires server_hostname",
    workaround="Name the host by its name, or use --use-deprecated=legacy-certs.",
    workaround_shown_by="index_features.files_on_a_second_host_are_verified_with_legacy_certs",
)

IP_ADDRESS_ENDS_IN_A_TRACEBACK_AFTER_UNVERIFIED_PAGES = Defect(
    slug="ip-address-ends-in-a-traceback-after-unverified-pages",
    issue="pypa/pip#12906",
    affects=">=24.2,<26.1",
    shows=Crosses(Leg.ORIGIN),
    because="The pages of a trusted host come unverified; the host of the files, named by its IP address, is not even "
    "asked: urllib3 1.26 gives a context no server_hostname for one, and truststore's always checks it.",
    needs=TRUSTSTORE,
    among=(Among(variants=WITH_A_CONTEXT, urllib3="<2"),),
)

CERT_ADDS_INSTEAD_OF_REPLACING = Defect(
    slug="cert-adds-instead-of-replacing",
    issue="pypa/pip#13514",
    affects=">=24.2",
    shows=Accepts(),
    because="The bundle is loaded into the truststore context, which already trusts the system store and certifi.",
    needs=TRUSTSTORE,
    among=(Among(variants=WITH_A_CONTEXT),),
    workaround="Use --use-deprecated=legacy-certs.",
    workaround_shown_by="pip_options.legacy_certs_let_the_flag_replace_the_shipped_store",
)

CERT_ADDS_THROUGH_A_PROXY = Defect(
    slug="cert-adds-through-a-proxy",
    issue="pypa/pip#13514",
    affects=">=25.2",
    shows=Accepts(),
    because="From 25.2 on a proxied connection has the truststore context too, to which the bundle is added.",
    needs=TRUSTSTORE,
    among=(Among(variants=WITH_A_CONTEXT - POOL_ONLY),),
    workaround="Use --use-deprecated=legacy-certs.",
    workaround_shown_by="pip_options.legacy_certs_let_the_flag_replace_the_shipped_store_through_a_tunnel",
)

CERT_ADDS_ON_THE_PROXY_LEG = Defect(
    slug="cert-adds-on-the-proxy-leg",
    issue="pypa/pip#14179",
    affects=">=26.2,<26.3",
    shows=Accepts(),
    because="In pip 26.2 the leg to an https:// proxy has the truststore context too, to which the bundle is added; "
    "26.3 takes it away where a bundle is named.",
    needs=TRUSTSTORE,
    workaround="Use --use-deprecated=legacy-certs.",
    workaround_shown_by="pip_options.legacy_certs_let_the_flag_replace_the_shipped_store_on_the_proxy_leg",
)

BUNDLE_VARIABLE_LOST_WITH_PROXY_FLAG = Defect(
    slug="bundle-variable-lost-with-proxy-flag",
    issue="pypa/pip#11091",
    affects=">=24.1",
    shows=Rejects(Leg.ORIGIN),
    because="With a proxy of its own pip trusts no environment any more, lest a proxy variable win over --proxy: "
    "REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE do not count either (trust_env = False).",
    message=NO_LOCAL_ISSUER,
    workaround="Name the bundle by --cert or PIP_CERT.",
    workaround_shown_by="proxy_flag.cert_flag_vouches_for_the_origin",
)

BUNDLE_VARIABLE_LOST_ON_THE_PROXY_LEG = Defect(
    slug="bundle-variable-lost-on-the-proxy-leg",
    issue="pypa/pip#11091",
    affects=">=24.1",
    shows=Rejects(Leg.PROXY),
    because="With a proxy of its own pip trusts no environment any more, and the leg to an https:// proxy is the first "
    "that REQUESTS_CA_BUNDLE does not count on.",
    message=NO_LOCAL_ISSUER,
    workaround="Name the bundle by --cert or PIP_CERT.",
    workaround_shown_by="proxy_flag.cert_flag_vouches_for_both_legs",
)
