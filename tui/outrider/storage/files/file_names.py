"""Names of environments, requests and folders: paths inside the workspace, without ``.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outrider.errors import Fault, SourceLocation, UnknownName, UsageError

MAX_PART_BYTES = 250
"""Bytes of one step of a name: file systems stop at 255, and ``.toml`` has to fit."""

MAX_LISTED = 20
"""Known names that one message lists."""

FOLDER_FILE = "folder"
OVERLAY_SUFFIX = ".local"

_FORBIDDEN = '<>:"|?*'
_DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)
}


def file_name_problem(name: str) -> str:
    """Why this can be no name of a file in a workspace; empty when it can."""
    if not name:
        return "it is empty"
    if "\0" in name:
        return "it contains a NUL character"
    if "\\" in name:
        return "it contains a backslash"
    if name.startswith("/"):
        return "it is an absolute path"
    for part in name.split("/"):
        if part in {"", ".", ".."}:
            return f'"{part}" is not allowed in a name' if part else "it has an empty part"
        try:
            size = len(part.encode())
        except UnicodeEncodeError:
            return "it is not valid Unicode"
        if size > MAX_PART_BYTES:
            return f"a part of it is longer than {MAX_PART_BYTES} bytes"
    return ""


def new_file_name_problem(name: str) -> str:
    """Why no new file should get this name, with other systems in mind; empty when it may."""
    problem = file_name_problem(name)
    if problem:
        return problem
    for part in name.split("/"):
        if part.startswith("."):
            return "names that start with a dot are hidden files"
        if part.lower().split(".", 1)[0] in _DEVICES:
            return f'"{part}" is a device name on Windows'
        if part.endswith((" ", ".")):
            return "a part of it ends with a dot or a space"
        if any(character in _FORBIDDEN or not character.isprintable() for character in part):
            return f"it contains a control character or one of {_FORBIDDEN}"
    last = name.rsplit("/", 1)[-1]
    if last == FOLDER_FILE or last.endswith(OVERLAY_SUFFIX):
        return f'"{last}.toml" is reserved in a workspace'
    return ""


def check_name(name: str, what: str) -> None:
    """Refuses a name that could leave the workspace.

    Raises:
        UsageError: with the reason.
    """
    problem = file_name_problem(name)
    if problem:
        raise UsageError(
            f'"{name}" is not a valid name for {what}: {problem}.',
            code="invalid_name",
            advice="Write the path inside the workspace without .toml, such as billing/create.",
        )


def no_such_name(name: str, what: str, known: Sequence[str]) -> UnknownName:
    """The error for a name that does not exist; the nearest known ones come first."""
    if not known:
        advice = f"The workspace has no {what}s yet."
    else:
        import difflib

        near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
        listed = [*near, *(other for other in known if other not in near)]
        more = len(listed) - MAX_LISTED
        rest = f" and {more} more" if more > 0 else ""
        advice = f"Available: {', '.join(listed[:MAX_LISTED])}{rest}."
        if near:
            advice = f'Did you mean "{near[0]}"? {advice}'
    return UnknownName(f'{what.capitalize()} "{name}" not found.', advice=advice)


def case_folded(name: str) -> str:
    """What file systems that ignore case and normalisation take the name for."""
    import unicodedata

    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def duplicate_name_faults(names: Iterable[str], directory: str) -> list[Fault]:
    """A fault for all names that differ only by case or by Unicode normalisation."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(case_folded(name), []).append(f"{directory}/{name}.toml")
    return [
        Fault(
            code="same_name",
            what=f"{' and '.join(files)} differ only in case or Unicode form.",
            place=SourceLocation(files[0]),
            why="Some file systems cannot store both.",
            advice="Rename one of them.",
        )
        for files in groups.values()
        if len(files) > 1
    ]
