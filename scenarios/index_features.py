"""Index features: a second host, redirects, a password, a client certificate. Does trust stay what it is?"""

from harness.model import (
    ALTERED_FILE_THAT_WAS_THERE,
    CORPORATE,
    LEGACY_CERTS,
    PUBLIC,
    Accepts,
    Breaks,
    ClientCertificate,
    Index,
    Leg,
    Option,
    Reason,
    Rejects,
    Scenario,
    Trust,
)
from scenarios.defects.contexts import IP_ADDRESS_ENDS_IN_A_TRACEBACK, TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.credentials import INDEX_PASSWORD_PRINTED, INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL
from scenarios.defects.hashes import FILE_OF_AN_EARLIER_RUN_UNCHECKED, HASH_OF_A_JSON_PAGE_IGNORED
from scenarios.defects.redirects import REDIRECT_TO_A_LOCAL_FILE_FOLLOWED
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG, PRELOADED_CONTEXT_WINS
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

files_on_a_second_host_are_verified = Scenario(
    claim="Files on a second host are verified like the pages.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.FILES_ON_SECOND_HOST,
    expect=Accepts(),
    because="Every host is verified in the same way, here also one that is named by its IP address.",
    exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK,),
)

files_on_a_second_host_need_an_authority = files_on_a_second_host_are_verified.control(without=PUBLIC)

files_on_a_second_host_are_verified_with_legacy_certs = files_on_a_second_host_are_verified.but(
    claim="With legacy-certs, files on a second host are verified like the pages.",
    options=(LEGACY_CERTS,),
    because="A host that is named by its IP address is verified by that address.",
    exposes=(),
)

files_on_a_second_host_need_an_authority_with_legacy_certs = (
    files_on_a_second_host_are_verified_with_legacy_certs.control(without=PUBLIC)
)

files_on_a_second_host_are_verified_through_a_tunnel = files_on_a_second_host_are_verified.but(
    claim="Files on a second host are verified through a tunnel.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC}),
    exposes=(TRUSTSTORE_CONTEXT_LOST, PRELOADED_CONTEXT_WINS, IP_ADDRESS_ENDS_IN_A_TRACEBACK),
)

files_on_a_second_host_need_an_authority_through_a_tunnel = (
    files_on_a_second_host_are_verified_through_a_tunnel.control(without=PUBLIC)
)

redirects_are_verified = files_on_a_second_host_are_verified.but(
    claim="Redirected pages and files are verified.",
    index=Index.REDIRECTED,
    because="Wherever a redirect leads, the host there is verified too.",
    exposes=(),
)

redirects_need_an_authority = redirects_are_verified.control(without=PUBLIC)

redirect_to_a_local_file_is_not_followed = redirects_are_verified.but(
    claim="A file that the index redirects to a file on the client's own disk is not taken from there.",
    index=Index.REDIRECTED_TO_LOCAL_FILES,
    expect=Breaks("http_302"),
    because="An index has no say over files on the client's disk.",
    exposes=(REDIRECT_TO_A_LOCAL_FILE_FOLLOWED,),
)

altered_file_is_not_kept = files_on_a_second_host_are_verified.but(
    claim="A file whose hash is not the one that the page gives is fetched, but not kept.",
    index=Index.ALTERED_FILES,
    expect=Breaks("not_kept"),
    because="The page is from a verified origin, and its hash counts more than what is served later.",
    exposes=(HASH_OF_A_JSON_PAGE_IGNORED,),
)

altered_file_is_not_kept_through_a_tunnel = altered_file_is_not_kept.but(
    claim="Through a tunnel too, a file whose hash is not the one that the page gives is not kept.",
    topology=TUNNELLED,
)

altered_file_is_not_kept_where_the_page_gives_its_md5 = altered_file_is_not_kept.but(
    claim="A file whose MD5 is not the one that the page gives is not kept.",
    index=Index.ALTERED_FILES_WITH_MD5,
    because="An old hash is better than none: who alters a file by chance or in haste is found out.",
)

file_of_altered_metadata_is_not_fetched = altered_file_is_not_kept.but(
    claim="A file is not fetched if the hash of its metadata is not the one that the page gives.",
    index=Index.ALTERED_METADATA,
    expect=Breaks("http_200"),
    because="Metadata say what else is installed, so their hash on a verified page counts as that of the file does.",
    exposes=(),
)

altered_file_that_was_there_is_replaced = altered_file_is_not_kept.but(
    claim="A file that lies where the client is to put one is replaced if its hash is not the one that the page gives.",
    index=Index.PLAIN,
    files=(ALTERED_FILE_THAT_WAS_THERE,),
    expect=Accepts(),
    because="A file of an earlier run is as good as its hash.",
    exposes=(FILE_OF_AN_EARLIER_RUN_UNCHECKED,),
)

altered_file_that_was_there_does_not_vouch = altered_file_that_was_there_is_replaced.control(
    without=PUBLIC, claim="An altered file of an earlier run does not make up for an origin that nobody vouches for."
)

altered_file_is_not_kept_by_the_legacy_resolver = altered_file_is_not_kept.but(
    claim="A file whose hash is not the one that the page gives is not kept where no metadata was fetched before it.",
    options=(Option("--use-deprecated=legacy-resolver"),),
)

password_is_given_over_a_verified_leg = files_on_a_second_host_are_verified.but(
    claim="The user and password in the index URL open an index that has been verified.",
    index=Index.BASIC_AUTH,
    because="They are sent once the origin has been verified.",
    exposes=(INDEX_PASSWORD_PRINTED,),
)

password_is_not_given_to_an_unverified_origin = password_is_given_over_a_verified_leg.control(
    without=PUBLIC,
    claim="With every store empty, an index that asks for a password is refused before it is sent one.",
    exposes=(INDEX_PASSWORD_PRINTED_WITH_A_REFUSAL,),
)

client_certificate_is_shown_when_asked_for = files_on_a_second_host_are_verified.but(
    claim="An origin that asks for a client certificate is shown one, and serves.",
    index=Index.PLAIN,
    client_certificate=ClientCertificate.ASKED_AND_SHOWN,
    because="--client-cert is meant for the origin.",
    exposes=(),
)

client_certificate_does_not_vouch_for_the_origin = client_certificate_is_shown_when_asked_for.control(
    without=PUBLIC, claim="With every store empty, an origin that asks for a client certificate is refused."
)

client_certificate_is_shown_when_demanded = client_certificate_is_shown_when_asked_for.but(
    claim="An origin that demands a client certificate is shown one, and serves.",
    client_certificate=ClientCertificate.DEMANDED_AND_SHOWN,
)

demanded_client_certificate_is_missing = client_certificate_is_shown_when_demanded.but(
    claim="An origin that demands a client certificate refuses a client without one.",
    client_certificate=ClientCertificate.DEMANDED_AND_MISSING,
    expect=Rejects(Leg.ORIGIN, Reason.CLIENT_CERTIFICATE_MISSING),
    because="The origin ends the session when no certificate comes.",
)

client_certificate_is_shown_through_a_tunnel = client_certificate_is_shown_when_demanded.but(
    claim="An origin that demands a client certificate is shown one through a tunnel.",
    topology=TUNNELLED,
)

demanded_client_certificate_is_missing_through_a_tunnel = client_certificate_is_shown_through_a_tunnel.but(
    claim="Through a tunnel, an origin that demands a client certificate refuses a client without one.",
    client_certificate=ClientCertificate.DEMANDED_AND_MISSING,
    expect=Rejects(Leg.ORIGIN, Reason.CLIENT_CERTIFICATE_MISSING),
    because="The origin ends the session when no certificate comes.",
)

client_certificate_is_not_for_a_proxy = client_certificate_is_shown_when_demanded.but(
    claim="A proxy that demands a client certificate refuses the client: --client-cert is for the origin.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    client_certificate=ClientCertificate.NOT_ASKED,
    proxy_client_certificate=ClientCertificate.DEMANDED_AND_SHOWN,
    expect=Rejects(Leg.PROXY, Reason.CLIENT_CERTIFICATE_MISSING),
    because="pip has no option for a certificate to show to a proxy.",
    exposes=(BUNDLE_LOST_ON_THE_PROXY_LEG,),
)

proxy_may_ask_for_a_client_certificate = client_certificate_is_not_for_a_proxy.but(
    claim="A proxy that asks for a client certificate, but does not insist on one, lets the client through.",
    proxy_client_certificate=ClientCertificate.ASKED_AND_SHOWN,
    expect=Accepts(),
    because="The client shows none, and the proxy goes on without one.",
)
