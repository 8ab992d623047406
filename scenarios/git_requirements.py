"""A requirement in a git repository: git connects to the origin, and git's own stores count, whatever the client's are.

A git whose libcurl uses GnuTLS refuses without a word on the wire: what it refuses for is shown by the control alone.
https://pip.pypa.io/en/stable/topics/vcs-support/ https://git-scm.com/docs/git-config
"""

from harness.model import (
    CORPORATE,
    INSPECTION,
    PUBLIC,
    Accepts,
    Action,
    Certificate,
    Channel,
    Index,
    Leg,
    Option,
    Reason,
    Rejects,
    Scenario,
    StorePlace,
    Trust,
)
from scenarios.defects.git import PROXY_LOST_ON_GIT
from scenarios.topologies import DIRECT, INTERCEPTED, TUNNELLED, TUNNELLED_OVER_TLS

git_ssl_cainfo_vouches_for_the_origin = Scenario(
    claim="GIT_SSL_CAINFO verifies the origin of a git repository.",
    topology=DIRECT,
    trust=Trust(git_ssl_cainfo={PUBLIC}),
    action=Action.GIT,
    expect=Accepts(),
    because="It is git that fetches the repository, and git reads its own bundle.",
)

nobody_vouches_for_the_origin = git_ssl_cainfo_vouches_for_the_origin.control(without=PUBLIC)

cert_flag_does_not_vouch_for_the_origin = git_ssl_cainfo_vouches_for_the_origin.but(
    claim="--cert does not verify the origin of a git repository.",
    trust=Trust(cert_flag={PUBLIC}),
    expect=Rejects(Leg.ORIGIN),
    because="git is not told of the client's bundle.",
    by_design="pypa/pip#6183",
)

stores_of_the_client_do_not_vouch_for_the_origin = cert_flag_does_not_vouch_for_the_origin.but(
    claim="Neither the variables that name a client's stores nor its own bundle verify the origin of a git repository.",
    trust=Trust(shipped={PUBLIC}, ssl_cert_file={PUBLIC}, requests_ca_bundle={PUBLIC}, curl_ca_bundle={PUBLIC}),
    because="git reads GIT_SSL_CAINFO, and curl's variable is for its command line.",
)

bundle_beside_the_clients_vouches_for_the_origin = git_ssl_cainfo_vouches_for_the_origin.but(
    claim="GIT_SSL_CAINFO verifies the origin of a git repository beside a --cert that does not.",
    trust=Trust(git_ssl_cainfo={PUBLIC}, cert_flag={CORPORATE}),
)

bundle_beside_the_clients_does_not_vouch = bundle_beside_the_clients_vouches_for_the_origin.control(without=PUBLIC)

trusted_host_is_verified = nobody_vouches_for_the_origin.but(
    claim="--trusted-host does not have git take the origin as it is.",
    options=(Option("--trusted-host {origin_host}"),),
    because="git is not told whom the client trusts.",
    by_design="pypa/pip#6183",
)

another_name_is_refused = git_ssl_cainfo_vouches_for_the_origin.but(
    claim="An origin with a certificate for another name is refused by git too.",
    origin_certificate=Certificate.WRONG_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="A bundle vouches for the authority, and the certificate is for another host.",
)

system_store_vouches_for_the_origin = git_ssl_cainfo_vouches_for_the_origin.but(
    claim="The system store verifies the origin of a git repository.",
    trust=Trust(system={PUBLIC}),
    store_place=StorePlace.DEBIAN,
    because="git's libcurl was built to read the store of its distribution.",
)

nobody_in_the_system_store_vouches = system_store_vouches_for_the_origin.control(without=PUBLIC)

login_in_the_url_opens_the_repository = git_ssl_cainfo_vouches_for_the_origin.but(
    claim="The user and password in the URL of a git repository are sent to its origin alone, and not printed.",
    index=Index.BASIC_AUTH,
    because="git answers a demand with what the URL holds.",
)

login_in_the_url_is_not_sent_to_a_stranger = login_in_the_url_opens_the_repository.control(without=PUBLIC)

git_ssl_cainfo_vouches_through_a_tunnel = git_ssl_cainfo_vouches_for_the_origin.but(
    claim="GIT_SSL_CAINFO verifies the origin of a git repository through a tunnel.",
    topology=TUNNELLED,
    because="git finds the proxy in the environment, as its client does.",
)

nobody_vouches_through_a_tunnel = git_ssl_cainfo_vouches_through_a_tunnel.control(without=PUBLIC)

proxy_flag_reaches_git = git_ssl_cainfo_vouches_through_a_tunnel.but(
    claim="A git repository is fetched through the proxy that is set by --proxy.",
    proxy_set_by=Channel.FLAG,
    because="Whoever is told of a proxy may have no other way out.",
    exposes=(PROXY_LOST_ON_GIT,),
)

nobody_vouches_behind_a_proxy_set_by_flag = proxy_flag_reaches_git.control(without=PUBLIC, exposes=(PROXY_LOST_ON_GIT,))

git_ssl_cainfo_vouches_for_the_inspection = git_ssl_cainfo_vouches_through_a_tunnel.but(
    claim="GIT_SSL_CAINFO verifies an inspection that answers for the origin of a git repository.",
    topology=INTERCEPTED,
    trust=Trust(git_ssl_cainfo={INSPECTION}),
)

nobody_vouches_for_the_inspection = git_ssl_cainfo_vouches_for_the_inspection.control(without=INSPECTION)

git_ssl_cainfo_does_not_vouch_for_the_proxy = git_ssl_cainfo_vouches_through_a_tunnel.but(
    claim="GIT_SSL_CAINFO does not verify an https:// proxy.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(git_ssl_cainfo={CORPORATE, PUBLIC}),
    expect=Rejects(Leg.PROXY),
    because="git has another variable for the bundle of a proxy, GIT_PROXY_SSL_CAINFO.",
)
