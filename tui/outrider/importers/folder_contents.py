"""The files of a folder that no name gives away: each is looked at, and read by what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, structs

from outrider.errors import ImportRejected
from outrider.importers.importer import ImportSource, SourceFolder

MOST_LOOKED_AT = 500
"""Files whose text is looked at."""

MOST_CHARACTERS = 100_000_000
"""Characters of all texts that are looked at."""

_DEEPEST = 4
_SUFFIXES = (".json", ".yaml", ".yml", ".har")
"""What the files of collections are called; a script is imported by its name."""


class _FolderBelow(Struct, frozen=True):
    """A folder below another: ``start`` is its path there, with a slash at its end."""

    folder: SourceFolder
    start: str

    def names(self) -> Sequence[str]:
        """Its files, as the folder around it has them.

        Raises:
            ImportRejected: there are too many.
        """
        names = self.folder.names()
        return [one[len(self.start) :] for one in names if one.startswith(self.start)]

    def read(self, name: str) -> str | None:
        """The text of a file by its path below it; ``None`` where there is none.

        Raises:
            ImportRejected: it is no text, or too large.
        """
        return self.folder.read(f"{self.start}{name}")


def files_that_say(
    source: ImportSource, is_known: Callable[[str], bool]
) -> tuple[list[ImportSource], int]:
    """The files of a folder whose text is of a known format, the outermost first.

    Returns:
        The files, and how many others were not looked at: there is a limit.

    Raises:
        ImportRejected: the folder has too many files.
    """
    names = [
        one
        for one in source.folder.names()
        if one.lower().endswith(_SUFFIXES) and one.count("/") < _DEEPEST
    ]
    names.sort(key=lambda one: (one.count("/"), one))
    found: list[ImportSource] = []
    left = MOST_CHARACTERS
    for at, name in enumerate(names):
        if at >= MOST_LOOKED_AT or left <= 0:
            return found, len(names) - at
        try:
            text = source.folder.read(name)
        except ImportRejected:
            # No text, or too large: nobody says that it has requests.
            continue
        if text is None:
            continue
        left -= len(text)
        if is_known(text):
            found.append(_as_file(source, name, text))
    return found, 0


def _as_file(source: ImportSource, name: str, text: str) -> ImportSource:
    start = name[: name.rfind("/") + 1]
    folder = _FolderBelow(source.folder, start) if start else source.folder
    shown = f"{source.name.rstrip('/')}/{name}"
    return structs.replace(source, name=shown, text=text, folder=folder, is_folder=False)
