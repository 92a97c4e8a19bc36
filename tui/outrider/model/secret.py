"""A string that does not print itself, and text of which parts are secret."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeAlias

MASK = "••••••"


class Secret:
    """A credential, or text that contains one, on its way to the socket.

    Printing, formatting and logging give :attr:`shown`; only :meth:`reveal` gives the value.

    Args:
        value: the credential.
        masked: what people may see: the mask, or the text around it
            (``https://api.example.com/?key=••••••``).
    """

    # Not a Struct, because msgspec encodes those and what encodes can leak.
    __slots__ = ("_shown", "_value")

    def __init__(self, value: str, shown: str = MASK) -> None:
        self._value = value
        self._shown = shown

    @property
    def masked(self) -> str:
        """What people may see."""
        return self._shown

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def reveal(self) -> str:
        """The value in clear: for the socket, for HMACs, and where the user asked to see it."""
        return self._value

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Secret({self.masked!r})"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled or copied")

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __copy__(self) -> Secret:
        return self


MaybeSecret: TypeAlias = str | Secret
"""Text as it will be sent: a ``str`` where nothing in it is secret."""


def reveal(text: MaybeSecret) -> str:
    """The value in clear."""
    return text.reveal() if isinstance(text, Secret) else text


def masked(text: MaybeSecret) -> str:
    """What people may see of it."""
    return text.masked if isinstance(text, Secret) else text


def join_texts(parts: Iterable[MaybeSecret]) -> MaybeSecret:
    """Joins texts; the result is secret when one of them is."""
    parts = tuple(parts)
    if any(isinstance(part, Secret) for part in parts):
        return Secret("".join(map(reveal, parts)), "".join(map(masked, parts)))
    return "".join(map(masked, parts))


def transform(text: MaybeSecret, encode: Callable[[str], str]) -> MaybeSecret:
    """Encodes the value; masks in what is shown of a secret stay as they are."""
    if isinstance(text, Secret):
        visible = MASK.join(encode(part) if part else "" for part in text.masked.split(MASK))
        return Secret(encode(text.reveal()), visible)
    return encode(text)
