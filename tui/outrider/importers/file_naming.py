"""Names for what had a title: of files, safe on every system and unique, and of secrets."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping

from outrider.credential_shapes import find_in_title, has_credential_shape, without_shaped
from outrider.model.secret import MaybeSecret, Secret
from outrider.variables.reference_grammar import is_name
from outrider.variables.variable_scope import ACCESS_TOKEN

LONGEST = 80
"""Characters of a name made from a title."""

_NOT_IN_NAMES = re.compile(r"[\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_TAKEN = frozenset({"folder"})
"""``folder.toml`` says what holds for a folder."""


def slug(title: str, otherwise: str = "request") -> str:
    """A title as a file name: ``Create invoice (v2)`` becomes ``create-invoice-v2``.

    A credential in it is left out. ``otherwise`` is used where nothing of the title can stand in
    a name.
    """
    name = spelled_in_names(_without_given_away(without_shaped(title, " ")))[:LONGEST].strip("-")
    while len(name.encode("utf-8", "replace")) > 2 * LONGEST:
        name = name[:-1].strip("-")
    if not name:
        return otherwise
    return f"{name}-1" if name in _TAKEN or _DEVICES.match(name) else name


def spelled_in_names(text: str) -> str:
    """A text as names of files spell it, whole; empty where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFC", text).casefold()
    # A surrogate or an unassigned character is no letter, and no file system's friend.
    words = [word for word in _NOT_IN_NAMES.split(plain) if word.isprintable()]
    return unicodedata.normalize("NFC", "-".join(filter(None, words)))


def _without_given_away(title: str) -> str:
    made, at = [], 0
    for found in find_in_title(title):
        made += [title[at : found.start], " "]
        at = found.end
    return "".join([*made, title[at:]])


def numbered(name: str, separator: str) -> Iterator[str]:
    """The name itself, then with a 2 behind it, a 3, and so on."""
    yield name
    yield from (f"{name}{separator}{number}" for number in itertools.count(2))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


class FileNamer:
    """Gives out names, each only once in a folder, whatever its case."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._names: dict[str, Iterator[str]] = {}

    def take(self, folder: str, title: str, otherwise: str = "request") -> str:
        """A name for a title in a folder: the path below ``requests/``.

        ``otherwise`` is used where nothing of the title can stand in a name.
        """
        name = slug(title, otherwise)
        path = f"{folder}/{name}" if folder else name
        # What was given once is not free again.
        names = self._names.setdefault(path, numbered(path, "-"))
        found = next(one for one in names if _folded(one) not in self._given)
        self._given.add(_folded(found))
        return found


def secret_name(title: str) -> str:
    """A title as a name that a reference can have: ``Ünal's key`` becomes ``unal_s_key``.

    Letters are those of ASCII: the name is typed on any keyboard. A title that holds a credential
    itself names nothing.
    """
    if has_credential_shape(title):
        return "secret"
    words = _HUMP.sub("-", title).casefold()
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    name = slug(plain, "secret").replace("-", "_")
    return name if is_name(name) else f"secret_{name}"


def store_secret(values: dict[str, Secret], name: str, text: str) -> str:
    """Keeps a secret under a name like this one, and gives what refers to it."""
    vault = SecretVault({})
    vault.values = values
    return vault.put(name, text)


class SecretVault:
    """Keeps literal secrets by the names that it gives.

    Args:
        taken: names that mean something already, with the secret that each stands for; each is
            used for that secret only.

    Attributes:
        values: the secrets that were put in, by name.
    """

    def __init__(self, taken: Mapping[str, Secret]) -> None:
        self._taken = {ACCESS_TOKEN: Secret(""), **taken}
        self._given: dict[Secret, str] = {}
        self._names: dict[str, Iterator[str]] = {}
        self.values: dict[str, Secret] = {}

    def put(self, name: str, text: MaybeSecret) -> str:
        """Keeps a secret under a name like this one, and gives what refers to it.

        What is kept already, whatever it is called, is not kept twice.
        """
        base, secret = secret_name(name), text if isinstance(text, Secret) else Secret(text)
        found = self._given.get(secret) or self._there(base, secret)
        if not found:
            # What was passed over once stands for something else for good.
            names = self._names.setdefault(base, numbered(base, "_"))
            found = next(one for one in names if self._meaning(one, secret) == secret)
        self._given[secret] = found
        self.values[found] = secret
        return "{{" + found + "}}"

    def _there(self, base: str, secret: Secret) -> str:
        """The name that a secret has already; where it has several, the one that it is given."""
        names = [one for one, value in self._taken.items() if value and value == secret]
        return base if base in names else next(iter(names), "")

    def _meaning(self, name: str, otherwise: Secret) -> Secret:
        return self.values.get(name) or self._taken.get(name, otherwise)
