"""What somebody calls something new: a name that people read, and the file name made of it."""

from __future__ import annotations

import re

from msgspec import Struct

from outrider.importers.file_naming import slug
from outrider.storage.files.file_names import new_file_name_problem

_FILE_LIKE = re.compile(r"[a-z0-9][a-z0-9._-]*")


class GivenName(Struct, frozen=True):
    """A name as it was typed.

    Attributes:
        id: the path below its folder, without ``.toml``.
        label: what people read, where that is not the last step of the id; else empty.
    """

    id: str
    label: str = ""

    @property
    def shown(self) -> str:
        """What people read."""
        return self.label or self.id.rpartition("/")[2]


def given_name(typed: str) -> GivenName:
    """``billing/List orders`` is ``billing/list-orders`` with the name ``List orders``.

    What could be the name of a file stays as it is typed; a slash ends the name of a folder.
    """
    folder, slash, last = typed.strip().rpartition("/")
    last = last.strip()
    if _FILE_LIKE.fullmatch(last) and not new_file_name_problem(last):
        return GivenName(f"{folder}{slash}{last}")
    return GivenName(f"{folder}{slash}{slug(last, '')}", last)


def given_name_problem(typed: str) -> str:
    """Why nothing can be called so, in a sentence; empty where it can."""
    if not typed.strip().rpartition("/")[2].strip():
        return "Enter a name."
    if not given_name(typed).id.rpartition("/")[2]:
        return "A name needs a letter or a digit."
    return new_file_name_problem(given_name(typed).id)
