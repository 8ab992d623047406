"""Redirects from https:// to what is no server of the web: a page on the client's own disk, data: and ftp:.

A file on its disk is in :mod:`scenarios.index_features`, http:// in :mod:`scenarios.credentials`.
"""

from harness.model import PUBLIC, Accepts, Breaks, Index, Scenario, Trust
from scenarios.defects.redirects import REDIRECT_TO_A_LOCAL_FILE_FOLLOWED
from scenarios.topologies import DIRECT, TUNNELLED

redirect_within_the_index_is_followed = Scenario(
    claim="A redirect to another path of a verified origin is followed.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.REDIRECTED,
    expect=Accepts(),
    because="The origin that redirects has what it redirects to.",
)

redirect_of_an_unverified_origin_is_not_followed = redirect_within_the_index_is_followed.control(without=PUBLIC)

page_on_the_clients_disk_is_not_read = redirect_within_the_index_is_followed.but(
    claim="A page that the index redirects to a page on the client's own disk is not read from there.",
    index=Index.REDIRECTED_TO_A_LOCAL_PAGE,
    expect=Breaks("http_302"),
    because="What lies on a disk is nothing that an index may name.",
    exposes=(REDIRECT_TO_A_LOCAL_FILE_FOLLOWED,),
)

page_on_the_clients_disk_is_not_read_through_a_tunnel = page_on_the_clients_disk_is_not_read.but(
    claim="Through a tunnel, a page that the index redirects to one on the client's own disk is not read from there.",
    topology=TUNNELLED,
)

data_url_is_not_followed = page_on_the_clients_disk_is_not_read.but(
    claim="A redirect of a file to a data: URL is not followed.",
    index=Index.REDIRECTED_TO_DATA,
    because="A redirect leads to another address, and this has none.",
    exposes=(),
)

ftp_is_not_followed = data_url_is_not_followed.but(
    claim="A redirect of a file to ftp: is not followed.",
    index=Index.REDIRECTED_TO_FTP,
    because="What comes by ftp: comes unverified.",
)
