"""Nodes that speak just one version of TLS, one cipher, or no TLS at all where a client expects it."""

from harness.model import CORPORATE, PUBLIC, QUICK, Accepts, Breaks, Leg, Reason, Rejects, Scenario, Tls, Trust
from scenarios.defects.faults import (
    OLD_CIPHER_ACCEPTED,
    OLD_CIPHER_ACCEPTED_BEHIND_A_PROXY,
    OLD_CIPHER_ACCEPTED_ON_AN_OLDER_PYTHON,
    OLD_CIPHER_OF_A_PROXY_ACCEPTED,
)
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

origin_speaks_1_3_only = Scenario(
    claim="An origin that speaks only the newest version of TLS is verified.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    origin_tls=Tls.ONLY_1_3,
    expect=Accepts(),
    because="A server need not speak an older one.",
)

origin_speaks_1_3_only_and_nobody_vouches = origin_speaks_1_3_only.control(without=PUBLIC)

origin_speaks_1_2_only = origin_speaks_1_3_only.but(
    claim="An origin that speaks only the second newest version of TLS is verified.",
    origin_tls=Tls.ONLY_1_2,
    because="It is old, and still secure.",
)

origin_speaks_1_2_only_and_nobody_vouches = origin_speaks_1_2_only.control(without=PUBLIC)

origin_speaks_1_1_only = origin_speaks_1_3_only.but(
    claim="An origin that speaks only an obsolete version of TLS is refused.",
    origin_tls=Tls.ONLY_1_1,
    expect=Rejects(Leg.ORIGIN, Reason.NO_COMMON_VERSION),
    because="TLS 1.1 and older are not secure, and must not be negotiated (RFC 8996).",
)

proxy_speaks_1_1_only = origin_speaks_1_1_only.but(
    claim="A proxy that speaks only an obsolete version of TLS is refused.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    origin_tls=Tls.USUAL,
    proxy_tls=Tls.ONLY_1_1,
    expect=Rejects(Leg.PROXY, Reason.NO_COMMON_VERSION),
)

origin_has_one_old_cipher = origin_speaks_1_1_only.but(
    claim="An origin that has only a cipher of CBC with SHA-1 is refused.",
    origin_tls=Tls.OLD_CIPHER,
    expect=Rejects(Leg.ORIGIN, Reason.NO_COMMON_CIPHER),
    because="Such ciphers are obsolete, and a client should not offer them.",
    exposes=(OLD_CIPHER_ACCEPTED, OLD_CIPHER_ACCEPTED_ON_AN_OLDER_PYTHON),
)

origin_has_one_old_cipher_behind_a_tunnel = origin_has_one_old_cipher.but(
    claim="Through a tunnel, an origin that has only a cipher of CBC with SHA-1 is refused.",
    topology=TUNNELLED,
    exposes=(OLD_CIPHER_ACCEPTED_BEHIND_A_PROXY, OLD_CIPHER_ACCEPTED_ON_AN_OLDER_PYTHON),
)

proxy_has_one_old_cipher = origin_has_one_old_cipher.but(
    claim="A proxy that has only a cipher of CBC with SHA-1 is refused.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    origin_tls=Tls.USUAL,
    proxy_tls=Tls.OLD_CIPHER,
    expect=Rejects(Leg.PROXY, Reason.NO_COMMON_CIPHER),
    exposes=(OLD_CIPHER_OF_A_PROXY_ACCEPTED,),
)

origin_does_not_encrypt = origin_has_one_old_cipher.but(
    claim="An origin that has only a cipher without encryption is refused.",
    origin_tls=Tls.NO_ENCRYPTION,
    exposes=(),
    because="A client must not agree to a session without encryption.",
)

origin_answers_garbage = origin_speaks_1_1_only.but(
    claim="An origin that answers a hello with garbage gets no request.",
    origin_tls=Tls.GARBAGE,
    expect=Breaks("origin_no_tls"),
    because="There is no session in which to ask.",
)

origin_answers_plain_http = origin_answers_garbage.but(
    claim="An origin that speaks plain HTTP on the port of an https:// URL gets no request.",
    origin_tls=Tls.PLAIN_HTTP,
)

proxy_answers_plain_http = origin_answers_garbage.but(
    claim="An https:// proxy that answers a hello in plain HTTP gets no request.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    origin_tls=Tls.USUAL,
    proxy_tls=Tls.PLAIN_HTTP,
    expect=Breaks("proxy_no_tls"),
)

origin_closes_at_a_hello = origin_speaks_1_3_only.but(
    claim="A client gets nothing from an origin that closes each connection at the first word of TLS.",
    origin_tls=Tls.CLOSED_AT_HELLO,
    expect=Breaks("origin_closed"),
    because="It is how a firewall may keep from a host whose name it reads there.",
)

origin_says_nothing_to_a_hello_through_a_tunnel = origin_closes_at_a_hello.but(
    claim="Through a tunnel, a client that has a timeout ends where the origin says nothing at the first word of TLS.",
    topology=TUNNELLED,
    origin_tls=Tls.STALLED_AT_HELLO,
    options=(QUICK,),
    expect=Breaks("origin_stalled"),
    because="Its timeout is one second without a byte.",
)
