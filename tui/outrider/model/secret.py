"""A string that does not print itself, and text of which parts are secret."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NoReturn, TypeAlias

MASK = "••••••"


class Secret:
    """A credential, or text that contains one, on its way to the socket.

    Printing, formatting and logging give :attr:`shown`; only :meth:`reveal` gives the value.

    Args:
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


class LaterSecret(Secret):
    """A secret that is known later, with the text around it made already.

    Until then a stand-in is its value, so that whatever is checked of a text can be checked.

    Args:
        make: the whole text, given the value.
        stand_in: in the value's place until it is known.
    """

    __slots__ = ("_make", "_stand_in")

    def __init__(self, make: Callable[[str], str], stand_in: str, shown: str = MASK) -> None:
        super().__init__(make(stand_in), shown)
        self._make = make
        self._stand_in = stand_in

    def known(self, value: str) -> Secret:
        """The text with the value in it."""
        return Secret(self._make(value), self.masked)

    def encoded(self, encode: Callable[[str], str], shown: str) -> LaterSecret:
        """The text encoded, once it is known."""
        make = self._make
        return LaterSecret(lambda value: encode(make(value)), self._stand_in, shown)

    def cut(self, piece: str, shown: str) -> LaterSecret:
        """A piece of the text, with the value in it wherever the stand-in is."""
        stand_in = self._stand_in
        return LaterSecret(lambda value: piece.replace(stand_in, value), stand_in, shown)

    @staticmethod
    def joined(parts: Sequence[MaybeSecret], shown: str) -> LaterSecret:
        """Texts one after the other, of which one or more wait for the same value."""
        makes = [
            part._make if isinstance(part, LaterSecret) else partial(_always, reveal(part))
            for part in parts
        ]
        stand_in = next(part._stand_in for part in parts if isinstance(part, LaterSecret))
        return LaterSecret(lambda value: "".join(make(value) for make in makes), stand_in, shown)


def _always(text: str, _value: str) -> str:
    return text


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
    visible = "".join(map(masked, parts))
    if any(isinstance(part, LaterSecret) for part in parts):
        return LaterSecret.joined(parts, visible)
    if any(isinstance(part, Secret) for part in parts):
        return Secret("".join(map(reveal, parts)), visible)
    return visible


def transform(text: MaybeSecret, encode: Callable[[str], str]) -> MaybeSecret:
    """Encodes the value; masks in what is shown of a secret stay as they are."""
    if isinstance(text, Secret):
        visible = MASK.join(encode(part) if part else "" for part in text.masked.split(MASK))
        return derive(text, encode, visible)
    return encode(text)


def derive(text: MaybeSecret, make: Callable[[str], str], shown: str = MASK) -> Secret:
    """A secret made from a text, of which people see ``shown``."""
    if isinstance(text, LaterSecret):
        return text.encoded(make, shown)
    return Secret(make(reveal(text)), shown)


def cut_secret(text: Secret, piece: str, shown: str) -> Secret:
    """A piece of a secret text, of which people see ``shown``."""
    return text.cut(piece, shown) if isinstance(text, LaterSecret) else Secret(piece, shown)


def complete(text: MaybeSecret, value: str) -> MaybeSecret:
    """The text with the value in it that it was made without."""
    return text.known(value) if isinstance(text, LaterSecret) else text
