"""The known defects of isolated builds: what the second pip is not told. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Accepts, Breaks, Defect, Leg, Phase, Reason, Rejects, pips
from scenarios.defects.contexts import NO_LOCAL_ISSUER, TRUSTSTORE

CERT_LOST_IN_THE_BUILD = Defect(
    slug="cert-lost-in-the-build",
    issue="pypa/pip#5502",
    affected=(pips(">=19.0,<25.0"),),
    shows=Rejects(Leg.ORIGIN, phase=Phase.BUILD),
    because="pip does not pass --cert on to the pip that fetches the build backend.",
    message=NO_LOCAL_ISSUER,
    workaround="Set PIP_CERT instead, which the second pip inherits.",
    workaround_shown_by="build_isolation.pip_cert_reaches_the_build_through_a_tunnel",
)

CERT_LOST_IN_THE_BUILD_ON_THE_PROXY_LEG = Defect(
    slug="cert-lost-in-the-build-on-the-proxy-leg",
    issue="pypa/pip#5502",
    affected=(pips(">=20.3,<25.0"),),
    shows=Rejects(Leg.PROXY, phase=Phase.BUILD),
    because="pip does not pass --cert on to the pip that fetches the build backend, which refuses an https:// proxy "
    "before it comes to the origin.",
    message=NO_LOCAL_ISSUER,
    workaround="Set PIP_CERT instead, which the second pip inherits.",
    workaround_shown_by="build_isolation.pip_cert_reaches_the_build_through_a_tunnel_over_tls",
)

SSL_CERT_FILE_LOST_IN_THE_BUILD = Defect(
    slug="ssl-cert-file-lost-in-the-build",
    issue="pypa/pip#13186",
    affected=(pips("==25.0"),),
    shows=Rejects(Leg.ORIGIN, phase=Phase.BUILD),
    because="pip 25.0 passes its own bundle on as --cert, which behind a proxy is then all that is trusted.",
    message=NO_LOCAL_ISSUER,
    workaround="Set PIP_CERT instead.",
    workaround_shown_by="build_isolation.pip_cert_reaches_the_build_through_a_tunnel",
)

PROXY_LOST_IN_THE_BUILD = Defect(
    slug="proxy-lost-in-the-build",
    issue="pypa/pip#6018",
    affected=(pips(">=19.0,<25.0"),),
    shows=Breaks("proxy_bypassed"),
    because="pip does not pass --proxy on to the pip that fetches the build backend.",
    workaround="Set the proxy in the configuration file, which the second pip reads too.",
    workaround_shown_by="build_isolation.configured_proxy_reaches_the_build",
)

CLIENT_CERTIFICATE_LOST_IN_THE_BUILD = Defect(
    slug="client-certificate-lost-in-the-build",
    issue="pypa/pip#5502",
    affected=(pips(">=19.0,<25.0"),),
    shows=Rejects(Leg.ORIGIN, Reason.CLIENT_CERTIFICATE_MISSING, Phase.BUILD),
    because="pip does not pass --client-cert on to the pip that fetches the build backend.",
    message="Installing build dependencies: finished with status 'error'",
    workaround="Set PIP_CLIENT_CERT instead, which the second pip inherits.",
    workaround_shown_by="build_isolation.client_certificate_variable_reaches_the_build",
)

TRUSTSTORE_FEATURE_LOST_IN_THE_BUILD = Defect(
    slug="truststore-feature-lost-in-the-build",
    issue="sethmlarson/truststore#141",
    affected=(pips(">=23.3,<24.2,!=24.1"),),
    shows=Rejects(Leg.ORIGIN, phase=Phase.BUILD),
    because="pip does not pass --use-feature on to the pip that fetches the build backend.",
    message=NO_LOCAL_ISSUER,
    workaround="Set PIP_USE_FEATURE=truststore instead of giving the option.",
    workaround_shown_by="pip_options.truststore_variable_reaches_the_build",
)

LEGACY_CERTS_LOST_IN_THE_BUILD = Defect(
    slug="legacy-certs-lost-in-the-build",
    issue="pypa/pip#12901",
    affected=(pips(">=24.2"),),
    shows=Accepts(),
    because="pip does not pass --use-deprecated on to the pip that fetches the build backend: that one still reads the "
    "system store and OpenSSL's defaults.",
    needs=TRUSTSTORE,
    workaround="Set PIP_USE_DEPRECATED=legacy-certs instead of giving the option.",
    workaround_shown_by="build_options.legacy_certs_variable_reaches_a_local_build",
)

LEGACY_CERTS_LOST_IN_THE_BUILD_BEHIND_A_PROXY = Defect(
    slug="legacy-certs-lost-in-the-build-behind-a-proxy",
    issue="pypa/pip#12901",
    affected=(pips(">=24.2,<25.2,!=25.0"),),
    shows=Rejects(Leg.ORIGIN, phase=Phase.BUILD),
    because="pip does not pass --use-deprecated on to the pip that fetches the build backend, and behind a proxy that "
    "one has lost certifi with its context. pip 25.0 passes certifi on as --cert.",
    needs=TRUSTSTORE,
    message=NO_LOCAL_ISSUER,
    workaround="Set PIP_USE_DEPRECATED=legacy-certs instead of giving the option.",
    workaround_shown_by="build_options.legacy_certs_variable_reads_the_shipped_store_for_a_build",
)

KEYRING_PROVIDER_LOST_IN_THE_BUILD = Defect(
    slug="keyring-provider-lost-in-the-build",
    issue="pypa/pip#12423",
    affected=(pips(">=23.1"),),
    shows=Breaks("http_401"),
    because="pip does not pass --keyring-provider on to the pip that fetches the build backend, which with --no-input "
    "then asks no keyring.",
    message="Installing build dependencies: finished with status 'error'",
    workaround="Set PIP_KEYRING_PROVIDER instead of giving the option.",
    workaround_shown_by="build_options.keyring_variable_reaches_the_build",
)

ZIPPED_PIP_CANNOT_BUILD = Defect(
    slug="zipped-pip-cannot-build",
    issue="pypa/pip#9953",
    affected=(pips(">=21.1,<21.1.2"),),
    shows=Breaks("nothing_asked"),
    because="pip packs itself into a zip file for the build, and from a zip file it finds nothing to pack.",
    message="can't find '__main__' module in\n__env_pip__.zip/pip",
    workaround="Unpack the zip file, and run pip from the folder.",
    workaround_shown_by="zipped.unpacked_client_builds",
)
