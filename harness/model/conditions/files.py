"""Text files that a client finds in its own folder: requirements, a netrc, a configuration of OpenSSL or of pip.

One rule: such a file is named in an option, a variable, a setting or another file by its own name in braces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.model.capability import Capability
from harness.model.conditions.settings import check_placeholders

#: Below the client's folder, with a dot in it by which it is told from a placeholder.
_NAME = re.compile(r"(?:[\w.-]+/)*[\w.-]*\.[\w.-]*\w")
#: A line that names the index, so that nothing else does.
_NAMES_INDEX = re.compile(r"^\s*(?:--index-url|-i)[\s=]+\S", re.MULTILINE)


@dataclass(frozen=True)
class File:
    """A text file: ``File("requirements.txt", "--trusted-host {origin_host}")``, named ``{requirements.txt}``.

    ``name`` is relative to the client's folder, of which ``home`` is the client's home, and ``startup`` where its
    Python finds modules. In ``text`` words in braces
    stand for what they do in an option. Raises ``ValueError`` for any other braces, and for a name that is none.
    """

    name: str
    text: str
    needs: frozenset[Capability] = frozenset()

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or ".." in self.name:
            raise ValueError(
                f"{self.name!r} is no file of the client's folder: expected a name with a dot, as requirements.txt"
            )
        check_placeholders(self.text)

    @property
    def names_index(self) -> bool:
        """True if a line of it names the index, so that no option has to."""
        return _NAMES_INDEX.search(self.text) is not None


#: In the place where a client is to put the wheel that it is asked for.
ALTERED_FILE_THAT_WAS_THERE = File("out/demo-1.0-py3-none-any.whl", "altered")
