"""The path of a member in a JSON object: the names on the way, and positions in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

MemberPath: TypeAlias = tuple[str, ...]
"""Names from the outermost object on; in an array a name is a position from 0."""


def member_path(written: object) -> MemberPath | None:
    """The path that is written as dotted text or as a list of names; ``None`` where it is none.

    In a list a name may hold dots, and a position may be a number.
    """
    if isinstance(written, str):
        names = tuple(written.strip().split("."))
        return names if all(names) else None
    if not isinstance(written, list | tuple) or not written:
        return None
    if any(isinstance(one, bool) or not isinstance(one, str | int) for one in written):
        return None
    return tuple(map(str, written)) if all(one != "" for one in written) else None


def path_text(path: Sequence[object]) -> str:
    """A path as one text: dotted, or a list where a name does not allow that."""
    names = [str(name) for name in path]
    dotted = ".".join(names)
    plain = all(names) and dotted.strip() == dotted and dotted[:1] not in ("[", "")
    if plain and dotted.split(".") == names:
        return dotted
    import json  # only a path that is no plain text needs it

    return json.dumps(names, ensure_ascii=False)


def written_path(text: str) -> object:
    """What is written in a file for :func:`path_text`; a text that is no list stays one."""
    if text.lstrip()[:1] == "[":
        import json

        try:
            found = json.loads(text)
        except ValueError:
            return text
        if member_path(found) is not None:
            return found
    return text
