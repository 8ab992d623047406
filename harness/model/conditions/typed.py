"""A user and password that somebody types into a URL, with whatever characters: as a report gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from harness.model.conditions.proofs import LoginPlace, ProxyGate, give_index, give_proxy
from harness.model.passwords import OF_INDEX, OF_PROXY, Password

_WORD = "{password}"


@dataclass(frozen=True)
class _Typed:
    """The text before the ``@`` in a URL, in which ``{password}`` stands for a word of the lab's own.

    The node demands what the text means: percent signs and what they encode resolved (RFC 3986, section 2.1), the user
    up to the first colon, and an empty password where there is none. Raises ``ValueError`` for a text without
    ``{password}``, which nothing would tell from others.
    """

    text: str

    def __post_init__(self) -> None:
        if self.text.count(_WORD) != 1:
            raise ValueError(f"{self.text!r} is no login: expected one {_WORD} in it, as in 'user:{_WORD}'")

    def __str__(self) -> str:
        return self.value.words

    @property
    def value(self) -> LoginPlace | ProxyGate:
        """The data of the condition, as of any other login."""
        raise NotImplementedError

    def _read(self, of: Password) -> Password:
        typed = self.text.replace(_WORD, of.word)
        user, _, word = typed.partition(":")
        return replace(of, user=unquote(user), word=unquote(word), typed=typed)


class TypedLogin(_Typed):
    """The index's login as it is typed into its URL: ``TypedLogin("{password}")``, a token that is the user."""

    @cached_property
    def value(self) -> LoginPlace:
        """The place of the login: the index URL, if the index demands one."""
        return give_index(f"in the index URL, typed as {self.text}", self._read(OF_INDEX))


class TypedProxyLogin(_Typed):
    r"""The proxy's login as it is typed into its URL: ``TypedProxyLogin(r"DOMAIN\user:a{password}")``."""

    @cached_property
    def value(self) -> ProxyGate:
        """The gate of a proxy that demands the login."""
        return give_proxy(f"in the proxy URL, typed as {self.text}", self._read(OF_PROXY))
