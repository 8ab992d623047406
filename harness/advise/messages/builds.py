"""The messages about isolated builds, in which a second pip goes on its own."""

from __future__ import annotations

from harness.advise.messages.entry import Entry, MessageCause, known_defect
from harness.model.words import Phase

BUILDS = (
    Entry(
        words=(
            "installing build dependencies: finished with status 'error'",
            "pip subprocess to install build dependencies",
        ),
        says="A second pip, which fetches what a build needs, failed; its own message says why.",
        causes=(
            MessageCause(
                because="An option of the first pip did not reach the second.",
                helps="Set the variable instead: PIP_CERT for --cert, PIP_PROXY or HTTPS_PROXY for --proxy.",
                ask="--topology intercepted --store pip-cert",
                phase=Phase.BUILD,
            ),
            known_defect("client-certificate-lost-in-the-build", phase=Phase.BUILD),
            known_defect("keyring-provider-lost-in-the-build", phase=Phase.BUILD),
        ),
        broad=True,
    ),
)
