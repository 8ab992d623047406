"""Origins that misbehave: they answer with an error, cut a file short, close, reset or stall."""

from harness.model import (
    NO_RESUME,
    PUBLIC,
    QUICK,
    RESUME,
    Accepts,
    Action,
    Breaks,
    Option,
    OriginFault,
    Scenario,
    Trust,
)
from scenarios.defects.faults import (
    BAD_GATEWAY_NOT_RETRIED,
    CLOSED_CONNECTION_NOT_RETRIED,
    CUT_FILE_ENDS_IN_A_TRACEBACK,
    CUT_FILE_NOT_RESUMED,
    INTERNAL_ERROR_NOT_RETRIED,
    RETRY_AFTER_OBEYED_FOR_HOURS,
    STALLED_FILE_NOT_RESUMED,
    TOO_MANY_REQUESTS_NOT_RETRIED,
)
from scenarios.topologies import DIRECT, TUNNELLED

unavailable_once = Scenario(
    claim="A client that may try again gets past an origin that answers 503 the first time.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    origin_fault=OriginFault.UNAVAILABLE_ONCE,
    expect=Accepts(),
    because="The second request is answered as it should be.",
)

unavailable_once_does_not_vouch = unavailable_once.control(without=PUBLIC)

bad_gateway_once = unavailable_once.but(
    claim="A client that may try again gets past an origin that answers 502 the first time.",
    origin_fault=OriginFault.BAD_GATEWAY_ONCE,
    exposes=(BAD_GATEWAY_NOT_RETRIED,),
)

internal_error_once = unavailable_once.but(
    claim="A client that may try again gets past an origin that answers 500 the first time.",
    origin_fault=OriginFault.INTERNAL_ERROR_ONCE,
    exposes=(INTERNAL_ERROR_NOT_RETRIED,),
)

too_many_requests_once = unavailable_once.but(
    claim="A client that may try again gets past an origin that asks it to wait for a second.",
    origin_fault=OriginFault.TOO_MANY_REQUESTS_ONCE,
    exposes=(TOO_MANY_REQUESTS_NOT_RETRIED,),
)

bad_gateway = unavailable_once.but(
    claim="A client gets nothing from an origin that answers each request with 502.",
    origin_fault=OriginFault.BAD_GATEWAY,
    expect=Breaks("http_502"),
    because="Nothing else was answered.",
)

forbids = bad_gateway.but(
    claim="A client gets nothing from an origin that answers each request with 403.",
    origin_fault=OriginFault.FORBIDDEN,
    expect=Breaks("http_403"),
)

forbids_through_a_tunnel = forbids.but(
    claim="Through a tunnel too, a client gets nothing from an origin that answers each request with 403.",
    topology=TUNNELLED,
)

forbids_its_files = forbids.but(
    claim="A client gets nothing from an origin that answers each request for a file with 403.",
    origin_fault=OriginFault.FILES_FORBIDDEN,
)

too_many_requests = bad_gateway.but(
    claim="A client gets nothing from an origin that answers each request with 429.",
    origin_fault=OriginFault.TOO_MANY_REQUESTS,
    expect=Breaks("http_429"),
)

asks_to_wait_for_an_hour = bad_gateway.but(
    claim="A client that may not try again does not wait for an hour because an origin asks it to.",
    origin_fault=OriginFault.RETRY_IN_AN_HOUR,
    options=(QUICK,),
    expect=Breaks("http_503"),
)

asks_a_client_that_may_try_again_to_wait_for_an_hour = asks_to_wait_for_an_hour.but(
    claim="A client that may try again does not wait for an hour because an origin asks it to.",
    options=(),
    exposes=(RETRY_AFTER_OBEYED_FOR_HOURS,),
)

cuts_a_file_short_once = unavailable_once.but(
    claim="A client that may try again gets past an origin that cuts a file short the first time.",
    origin_fault=OriginFault.FILE_CUT_SHORT_ONCE,
    exposes=(CUT_FILE_NOT_RESUMED, CUT_FILE_ENDS_IN_A_TRACEBACK),
)

cuts_a_file_short_once_for_a_client_that_resumes = cuts_a_file_short_once.but(
    claim="A client that is asked to resume gets past an origin that cuts a file short the first time.",
    options=(RESUME,),
    exposes=(CUT_FILE_ENDS_IN_A_TRACEBACK,),
)

cuts_files_short_for_a_client_that_resumes = cuts_a_file_short_once_for_a_client_that_resumes.but(
    claim="A client that is asked to resume keeps no file that the origin cuts short each time.",
    origin_fault=OriginFault.FILES_CUT_SHORT,
    expect=Breaks("origin_closed"),
    because="The rest never comes.",
    exposes=(),
)

cuts_files_short = bad_gateway.but(
    claim="A client keeps no file that the origin cuts short.",
    origin_fault=OriginFault.FILES_CUT_SHORT,
    expect=Breaks("origin_closed"),
    because="Its Content-Length says that there is more, and its hash is another.",
)

cuts_a_named_file_short = cuts_files_short.but(
    claim="A client keeps no file named by its URL that the origin cuts short.",
    action=Action.DOWNLOAD_URL,
    because="Its Content-Length says that there is more.",
)

chunks_files_badly = cuts_files_short.but(
    claim="A client keeps no file that comes in a chunk without a length.",
    origin_fault=OriginFault.FILES_BADLY_CHUNKED,
    because="Nobody can tell where it ends.",
)

chunks_a_named_file_badly = chunks_files_badly.but(
    claim="A client keeps no file named by its URL that comes in a chunk without a length.",
    action=Action.DOWNLOAD_URL,
)

cuts_pages_short = cuts_files_short.but(
    claim="A client gets nothing from an origin that cuts its pages short.",
    origin_fault=OriginFault.PAGES_CUT_SHORT,
    because="Its Content-Length says that there is more.",
)

resets_files = cuts_files_short.but(
    claim="A client keeps no file in the middle of which the origin resets the connection.",
    origin_fault=OriginFault.FILES_RESET,
    expect=Breaks("origin_reset"),
    because="The rest never comes.",
)

closes_once = unavailable_once.but(
    claim="A client that may try again gets past an origin that closes before its first answer.",
    origin_fault=OriginFault.CLOSED_ONCE,
    exposes=(CLOSED_CONNECTION_NOT_RETRIED,),
)

resets_once = unavailable_once.but(
    claim="A client that may try again gets past an origin that resets the connection before its first answer.",
    origin_fault=OriginFault.RESET_ONCE,
)

closes = bad_gateway.but(
    claim="A client gets nothing from an origin that closes before it answers.",
    origin_fault=OriginFault.CLOSED,
    expect=Breaks("origin_closed"),
)

stalls = bad_gateway.but(
    claim="A client that has a timeout ends where the origin never answers.",
    origin_fault=OriginFault.STALLED,
    options=(QUICK,),
    expect=Breaks("origin_stalled"),
    because="Its timeout is one second without a byte.",
)

stalls_in_a_file_once = unavailable_once.but(
    claim="A client that may try again gets past an origin that stalls in the middle of a file the first time.",
    origin_fault=OriginFault.FILE_STALLED_ONCE,
    options=(Option("--timeout 1"),),
    because="The rest of the file is there for who asks again.",
    exposes=(STALLED_FILE_NOT_RESUMED,),
)

stalling_in_a_file_once_does_not_vouch = stalls_in_a_file_once.control(without=PUBLIC)

redirects_to_where_it_was_asked = bad_gateway.but(
    claim="A client ends at an origin that redirects each request to where it was sent.",
    origin_fault=OriginFault.REDIRECT_LOOP,
    expect=Breaks("http_302"),
    because="Nothing else was answered, and nobody follows the same redirect for ever.",
)

stalls_in_a_file = stalls.but(
    claim="A client that has a timeout ends where the origin stalls in the middle of a file.",
    origin_fault=OriginFault.FILES_STALLED,
    options=(QUICK, NO_RESUME),
)

ends_idle_connections = unavailable_once.but(
    claim="A client gets past an origin that ends each connection after an answer without a word.",
    origin_fault=OriginFault.IDLE_CLOSED,
    because="The next request goes over a connection of its own.",
)

ends_a_connection_as_it_is_used_again = ends_idle_connections.but(
    claim="A client that may try again gets past an origin that ends a connection at the second request on it.",
    origin_fault=OriginFault.REUSED_CLOSED,
    exposes=(CLOSED_CONNECTION_NOT_RETRIED,),
    because="The same request over a new connection is answered.",
)

closes_at_once = closes.but(
    claim="A client gets nothing from an origin that closes each connection before a handshake.",
    origin_fault=OriginFault.CLOSED_AT_ONCE,
)

stalls_at_once_in_a_tunnel = stalls.but(
    claim="A client that has a timeout ends where the origin says nothing of a handshake in a tunnel.",
    topology=TUNNELLED,
    origin_fault=OriginFault.STALLED_AT_ONCE,
)

cuts_its_head_short = closes.but(
    claim="A client gets nothing from an origin that closes in the middle of the head of its answer.",
    origin_fault=OriginFault.HEAD_CUT_SHORT,
)
