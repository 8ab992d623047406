"""The client under test, as the record of a cell names it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.model.client import Client


class RecordedClient(msgspec.Struct, frozen=True, kw_only=True):
    """The client under test. ``label`` tells two clients of one version apart and is empty for a release.

    ``name`` is ``pip`` or a variant's, whose ``version`` is that of requests; ``libraries`` are a variant's, by name.
    ``contents`` names its files as the cache does, by their hash, so that a checkout that has changed is known to have.
    """

    name: str
    version: str
    source: str
    label: str = ""
    python: str
    openssl: str
    libraries: dict[str, str] = {}
    contents: str = ""
    kind: str = "pip"

    @classmethod
    def from_client(cls, client: Client) -> RecordedClient:
        """Return the part of a client that matters to a reader: no paths."""
        return cls(
            name=client.name,
            version=client.version,
            source=client.source,
            label=client.label,
            python=client.interpreter.version,
            openssl=client.interpreter.openssl,
            libraries=dict(client.libraries),
            contents=Path(client.tree).name,
            kind=client.kind,
        )
