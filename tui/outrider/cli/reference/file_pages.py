"""The pages of the files: each kind with all of its keys."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.cli.reference.declared_files import (
    ELEMENT,
    DeclaredKey,
    FileKind,
    declared_keys,
    example_document,
    expected_words,
    file_kinds,
)
from outrider.cli.reference.reference_page import (
    PageBlock,
    PageEntry,
    PageHeading,
    PageList,
    PageText,
    ReferencePage,
)
from outrider.cli.reference.toml_snippet import toml_snippet, toml_value
from outrider.storage.reading.auth_schema import GENERAL_AUTH_KEYS
from outrider.toml_text.schema import UNSAID, Key

_ABOUT = {
    "workspace": "It marks the folder of a workspace, and may be empty. All relative paths in "
    "files start at this folder.",
    "environment": "Where requests go and how they authenticate there. A local file, "
    "NAME.local.toml, is laid over NAME.toml on this machine: tables merge; arrays, secrets, and "
    "an auth definition with another type are replaced. Git has to ignore it, and only you may "
    "read it.",
    "folder": "What holds for all requests below. The nearest folder wins.",
    "request": "One request in each file. Its path below requests/, without .toml, is its name on "
    "the command line.",
    "settings": "What you have set for all workspaces. Whatever is not valid is reported and "
    "ignored.",
    "theme": 'Colours by role. A colour is `"#rrggbb"`, or an array with the nearest of 256 '
    "colours and of 16 for terminals without true colour.",
}


def files_page() -> ReferencePage:
    """Which kinds of files there are, and where."""
    rows = tuple((kind.name, f"{kind.place}. {_ABOUT[kind.name]}") for kind in file_kinds())
    return ReferencePage(
        "files",
        "Files",
        "files of a workspace and of the user: every key",
        (
            PageText(
                "Files are TOML (https://toml.io). An unknown key is a warning that names the "
                "nearest known one, and stays when Outrider saves the file. `outrider check` finds "
                "every error with its file and line; `outrider schema` writes schemas for editors."
            ),
            PageList(rows, ("kind", "where it is, and what it says")),
            PageText("`outrider help files KIND` lists the keys of a kind, with examples."),
        ),
    )


def kind_page(kind: FileKind) -> ReferencePage:
    """Every key of a kind of files."""
    about = PageText(f"{kind.place}. {_ABOUT[kind.name]}")
    return ReferencePage(
        kind.name, kind.title, f"keys of {kind.title.lower()} files", (about, *_keys(kind))
    )


def _keys(kind: FileKind) -> Iterator[PageBlock]:
    tables: dict[str, list[DeclaredKey]] = {}
    for declared in declared_keys(kind):
        if not _has_own_page(declared):
            tables.setdefault(table_title(declared), []).append(declared)
    for title, keys in tables.items():
        yield PageHeading(title)
        yield from _note_of(keys[0])
        for declared in keys:
            yield declared_entry(declared, declared.path[-1])


def declared_entry(declared: DeclaredKey, name: str) -> PageEntry:
    """A key of a file as an entry of a page, with its example in place."""
    example = toml_snippet(example_document(declared))
    return key_entry(name, declared.key, is_required=declared.is_required, example=example)


def _has_own_page(declared: DeclaredKey) -> bool:
    """Whether it is a key of a secret, or one of the type of a definition."""
    path = declared.path
    if path[0] == "secrets":
        return len(path) > 1
    depth = 2 if path[1:2] == ("default",) else 1
    return path[0] == "auth" and len(path) == depth + 1 and path[-1] not in GENERAL_AUTH_KEYS


def _note_of(declared: DeclaredKey) -> Iterator[PageBlock]:
    if declared.path[0] == "auth" and declared.path[-1] == "type":
        yield PageText(
            "These keys mean the same in every definition. `outrider help auth` has those of each "
            "type, grant and client authentication method."
        )


def table_title(declared: DeclaredKey) -> str:
    """A table as a file has it, with what it is chosen by."""
    *above, _ = declared.path
    if not above:
        return "At the top"
    name = ".".join(step for step in above if step != ELEMENT)
    title = f"[[{name}]]" if above[-1] == ELEMENT else f"[{name}]"
    variant = declared.variant
    if variant is None or variant.path != tuple(above):
        return title
    chosen = "type " if variant.keys[0][1] else "with "
    return f"{title}, {chosen}{variant.label}"


def key_entry(name: str, key: Key, *, is_required: bool, example: str) -> PageEntry:
    """A key as an entry of a page."""
    facts = [("type", expected_words(key))]
    if is_required:
        facts.append(("required", "yes"))
    elif key.default is not UNSAID:
        facts.append(("default", f"`{toml_value(key.default)}`"))
    elif key.otherwise:
        facts.append(("default", key.otherwise))
    facts.append(("since", key.since))
    return PageEntry(name, tuple(facts), key.meaning, example if key.example is not UNSAID else "")
