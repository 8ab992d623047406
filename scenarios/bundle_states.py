"""Bundle states: a bundle that is missing, empty, unreadable, in another format, or named by ~."""

from harness.model import PUBLIC, STRANGER, Accepts, Breaks, Leg, Rejects, Scenario, StoreState, Trust
from scenarios.defects.stores import HOME_IN_A_PATH_UNEXPANDED
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

bundle_is_missing = Scenario(
    claim="A client does not dial if the bundle that --cert names is not there.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}, shipped={PUBLIC}),
    bundle_state=StoreState.MISSING,
    expect=Breaks("nothing_asked"),
    because="A user who names a bundle wants no other store to count.",
)

bundle_of_a_variable_is_missing = bundle_is_missing.but(
    claim="A client does not dial if the bundle that REQUESTS_CA_BUNDLE names is not there.",
    trust=Trust(requests_ca_bundle={PUBLIC}, shipped={PUBLIC}),
)

bundle_is_missing_behind_a_proxy = bundle_is_missing.but(
    claim="A client does not dial an https:// proxy if the bundle that --cert names is not there.",
    topology=TUNNELLED_OVER_TLS,
)

bundle_is_empty = bundle_is_missing.but(
    claim="A client sends the origin nothing if the bundle that --cert names is empty.",
    bundle_state=StoreState.EMPTY,
    expect=Breaks("no_hello"),
)

bundle_of_a_variable_is_empty = bundle_is_empty.but(
    claim="A client sends the origin nothing if the bundle that REQUESTS_CA_BUNDLE names is empty.",
    trust=Trust(requests_ca_bundle={PUBLIC}, shipped={PUBLIC}),
)

bundle_is_empty_behind_a_proxy = bundle_is_empty.but(
    claim="A client sends the origin nothing through a tunnel if the bundle that --cert names is empty.",
    topology=TUNNELLED,
)

bundle_is_der = bundle_is_empty.but(
    claim="A client sends the origin nothing if the bundle that --cert names is DER.",
    bundle_state=StoreState.DER,
)

bundle_is_unreadable = bundle_is_empty.but(
    claim="A client sends the origin nothing if it may not read the bundle that --cert names.",
    bundle_state=StoreState.UNREADABLE,
)

bundle_is_an_unhashed_folder = bundle_is_missing.but(
    claim="A folder that --cert names verifies nothing if it is not hashed.",
    trust=Trust(cert_flag={PUBLIC}),
    bundle_state=StoreState.UNHASHED_FOLDER,
    expect=Rejects(Leg.ORIGIN),
    because="Certificates in a folder are looked for by names that are hashes.",
)

bundle_is_a_hashed_folder = bundle_is_an_unhashed_folder.but(
    claim="A hashed folder that --cert names verifies the origin.",
    bundle_state=StoreState.HASHED_FOLDER,
    expect=Accepts(),
    because="Certificates in a folder are found by names that are hashes.",
)

bundle_has_a_byte_order_mark = bundle_is_a_hashed_folder.but(
    claim="A bundle after a byte order mark verifies the origin.",
    bundle_state=StoreState.BYTE_ORDER_MARK,
    because="What is not a certificate in a bundle is skipped.",
)

strangers_bundle_has_a_byte_order_mark = bundle_has_a_byte_order_mark.control(without=PUBLIC, instead=STRANGER)

bundle_has_crlf_lines = bundle_has_a_byte_order_mark.but(
    claim="A bundle with CRLF lines verifies the origin.",
    bundle_state=StoreState.CRLF,
    because="The end of a line is no part of a certificate.",
)

strangers_bundle_has_crlf_lines = bundle_has_crlf_lines.control(without=PUBLIC, instead=STRANGER)

bundle_has_comments_in_latin_1 = bundle_has_a_byte_order_mark.but(
    claim="A bundle with comments in Latin-1 verifies the origin.",
    bundle_state=StoreState.LATIN_1,
)

strangers_bundle_has_comments_in_latin_1 = bundle_has_comments_in_latin_1.control(without=PUBLIC, instead=STRANGER)

bundle_is_of_trusted_certificates = bundle_has_a_byte_order_mark.but(
    claim="A bundle of trusted certificates verifies the origin.",
    bundle_state=StoreState.TRUSTED_FORM,
    because="The format can limit what a certificate is trusted for; without a limit it is for anything.",
)

strangers_bundle_of_trusted_certificates = bundle_is_of_trusted_certificates.control(without=PUBLIC, instead=STRANGER)

flag_names_a_home = bundle_has_a_byte_order_mark.but(
    claim="--cert verifies the origin if ~ stands for the home in its path.",
    bundle_state=StoreState.BY_HOME,
    because="The option is a path, in which ~ is the user's home, whether a shell has expanded it or not.",
    exposes=(HOME_IN_A_PATH_UNEXPANDED,),
)

flag_names_a_strangers_home = flag_names_a_home.control(without=PUBLIC, instead=STRANGER)

pip_cert_names_a_home = flag_names_a_home.but(
    claim="PIP_CERT verifies the origin if ~ stands for the home in its path.",
    trust=Trust(pip_cert={PUBLIC}),
    because="The variable stands for --cert, and no shell expands what is quoted.",
)

pip_cert_names_a_strangers_home = pip_cert_names_a_home.control(without=PUBLIC, instead=STRANGER)

configuration_names_a_home = flag_names_a_home.but(
    claim="The cert setting verifies the origin if ~ stands for the home in its path.",
    trust=Trust(pip_conf={PUBLIC}),
    because="The setting stands for --cert, and no shell sees it.",
)

configuration_names_a_strangers_home = configuration_names_a_home.control(without=PUBLIC, instead=STRANGER)

requests_ca_bundle_names_a_home = bundle_is_missing.but(
    claim="A client does not dial if ~ stands for the home in the path of REQUESTS_CA_BUNDLE.",
    trust=Trust(requests_ca_bundle={PUBLIC}),
    bundle_state=StoreState.BY_HOME,
    because="It is the shell that expands ~ in a variable; nothing lies at the path as it is written.",
)
