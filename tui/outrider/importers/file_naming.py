"""Names for what had a title: of files, safe on every system and unique, and of secrets."""

from __future__ import annotations

import re
import unicodedata

from outrider.model.secret import Secret

LONGEST = 80
"""Characters of a name made from a title."""

_NOT_IN_NAMES = re.compile(r"[\W_]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_TAKEN = frozenset({"folder"})
"""``folder.toml`` says what holds for a folder."""


def slug(title: str, otherwise: str = "request") -> str:
    """A title as a file name: ``Create invoice (v2)`` becomes ``create-invoice-v2``.

    Args:
        title: anything at all.
        otherwise: used where nothing of the title can stand in a name.
    """
    plain = unicodedata.normalize("NFC", title).casefold()
    # A surrogate or an unassigned character is no letter, and no file system's friend.
    words = [word for word in _NOT_IN_NAMES.split(plain) if word.isprintable()]
    name = unicodedata.normalize("NFC", "-".join(filter(None, words)))[:LONGEST].strip("-")
    while len(name.encode("utf-8", "replace")) > 2 * LONGEST:
        name = name[:-1].strip("-")
    if not name:
        return otherwise
    return f"{name}-1" if name in _TAKEN or _DEVICES.match(name) else name


class FileNamer:
    """Gives out names, each only once in a folder, whatever its case."""

    def __init__(self) -> None:
        self._given: dict[str, set[str]] = {}

    def take(self, folder: str, title: str, otherwise: str = "request") -> str:
        """A name for a title in a folder: the path below ``requests/``.

        Args:
            folder: id of the folder; empty for the outermost.
            title: what it was called.
            otherwise: used where nothing of the title can stand in a name.
        """
        given = self._given.setdefault(folder, set())
        wanted = name = slug(title, otherwise)
        number = 1
        while unicodedata.normalize("NFC", name.casefold()) in given:
            number += 1
            name = f"{wanted}-{number}"
        given.add(unicodedata.normalize("NFC", name.casefold()))
        return f"{folder}/{name}" if folder else name


def store_secret(values: dict[str, Secret], name: str, text: str) -> str:
    """Keeps a secret under a name like this one, and gives what refers to it."""
    secret = Secret(text)
    wanted = slug(name, "secret").replace("-", "_")
    found, number = wanted, 1
    while found in values and values[found] != secret:
        number += 1
        found = f"{wanted}_{number}"
    values[found] = secret
    return "{{" + found + "}}"
