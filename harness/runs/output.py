"""Keep the beginning and the end of a client's output, and find secrets anywhere in it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

#: The number of bytes kept of the beginning, and at least of the end.
BEGINNING, END = 1 << 16, 1 << 20


class ClientOutput:
    """The output of one client as it comes, of any length; ``secrets`` by their names."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._beginning, self._end, self._length = bytearray(), bytearray(), 0
        self._sought = {name: _list_forms(secret) for name, secret in secrets.items() if secret}
        # One byte less than the longest may have come before the rest of it.
        self._overlap = max((len(form) for forms in self._sought.values() for form in forms), default=1) - 1
        self._before = b""
        self.printed: tuple[str, ...] = ()

    def add_chunk(self, chunk: bytes) -> None:
        """Add the next bytes."""
        self._length += len(chunk)
        self._look_for_secrets(self._before + chunk)
        room = BEGINNING - len(self._beginning)
        self._beginning += chunk[:room]
        self._end += chunk[room:]
        if len(self._end) > 2 * END:
            del self._end[:-END]

    def _look_for_secrets(self, seen: bytes) -> None:
        found = [name for name, forms in self._sought.items() if any(form in seen for form in forms)]
        for name in found:
            del self._sought[name]
        self.printed += tuple(found)
        self._before = seen[-self._overlap :] if self._overlap else b""

    @property
    def text(self) -> str:
        """The output, with a line that says how much of it is left out."""
        left_out = self._length - len(self._beginning) - len(self._end)
        between = f"\n[{left_out} bytes are left out here]\n".encode() if left_out else b""
        text = (bytes(self._beginning) + between + bytes(self._end)).decode(errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")


def _list_forms(secret: str) -> frozenset[bytes]:
    """Return the forms of a secret: as it is, and quoted as in URLs."""
    quoted = quote(secret, safe="")
    lower = "".join(
        each.lower() if quoted[max(0, place - 2) : place].count("%") else each for place, each in enumerate(quoted)
    )
    return frozenset(form.encode(errors="surrogateescape") for form in (secret, quoted, lower))
