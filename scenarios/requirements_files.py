"""Options about indexes and trust in a requirements file: https://pip.pypa.io/en/stable/reference/requirements-file-format/."""

from harness.model import (
    CORPORATE,
    PUBLIC,
    SAY_LITTLE,
    Accepts,
    Action,
    File,
    Index,
    Leg,
    Option,
    Rejects,
    Scenario,
    Trust,
    Unverified,
)
from scenarios.defects.login_demands import TRUSTED_HOST_OF_A_FILE_IGNORED
from scenarios.defects.login_places import LOGIN_OF_THE_FIRST_INDEX_SENT_TO_THE_SECOND
from scenarios.topologies import DIRECT

trusted_host_is_not_verified = Scenario(
    claim="A host that a requirements file names by --trusted-host is not verified.",
    topology=DIRECT,
    trust=Trust(cert_flag={CORPORATE}),
    files=(File("requirements.txt", "--trusted-host {origin}"),),
    options=(Option("--requirement {requirements.txt}"),),
    expect=Unverified(Leg.ORIGIN),
    because="Who wrote the file says so of this host.",
    exposes=(TRUSTED_HOST_OF_A_FILE_IGNORED,),
)

file_without_a_trusted_host_vouches_for_nobody = trusted_host_is_not_verified.but(
    claim="A host that no line of a requirements file names is refused if nobody vouches for it.",
    files=(File("requirements.txt", "# no host is trusted"),),
    expect=Rejects(Leg.ORIGIN),
    because="No store holds the authority that signed its certificate.",
    exposes=(),
)

extra_index_has_the_file = trusted_host_is_not_verified.but(
    claim="The file comes from the extra index that a requirements file names.",
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    index=Index.EMPTY_BESIDE_ANOTHER,
    files=(File("requirements.txt", "--extra-index-url {other_index_url}"),),
    expect=Accepts(),
    because="It is asked beside the index of the command line.",
    exposes=(),
)

extra_index_needs_an_authority = extra_index_has_the_file.control(without=CORPORATE)

extra_index_on_the_same_host_gets_its_own_login = extra_index_has_the_file.but(
    claim="An extra index that a requirements file names gets the login of its URL, beside another on its host.",
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.TWO_WITH_LOGINS,
    options=(SAY_LITTLE, Option("--requirement {requirements.txt}")),
    because="A URL counts alike wherever it is written.",
    exposes=(LOGIN_OF_THE_FIRST_INDEX_SENT_TO_THE_SECOND,),
)

extra_index_on_the_same_host_needs_an_authority = extra_index_on_the_same_host_gets_its_own_login.control(
    without=PUBLIC,
    claim="With every store empty, an extra index of a requirements file is refused before it is sent a password.",
    exposes=(),
)

hash_of_a_listed_url_is_checked = extra_index_has_the_file.but(
    claim="A file that a requirements file lists by its URL and hash is fetched.",
    action=Action.DOWNLOAD_LISTED,
    index=Index.PLAIN,
    files=(File("requirements.txt", "{artefact_url} --hash=sha256:{wheel_hash}"),),
    because="It has the hash that the list says.",
)

listed_url_needs_an_authority = hash_of_a_listed_url_is_checked.control(without=PUBLIC)
