"""The kinds of files that Outrider reads, and each of their keys, as their schemas declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from msgspec import Struct

from outrider.cli.reference.auth_keys import definition_table
from outrider.secret_providers import secret_forms
from outrider.storage.reading.auth_schema import inherited_auth, named_auth_table
from outrider.storage.reading.environment_schema import environment_schema
from outrider.storage.reading.file_schemas import FOLDER, REQUEST, SETTINGS
from outrider.storage.user_files.settings_file import KEY_NAMES, settings_schema
from outrider.storage.user_files.theme_files import THEME
from outrider.toml_text.schema import (
    UNSAID,
    ArrayCheck,
    Check,
    FreeTableCheck,
    Key,
    MatchingCheck,
    SpecialCheck,
    TableCheck,
    ValueCheck,
    table_of,
)

ELEMENT = "[]"
"""The step of a path into an array."""

Path: TypeAlias = tuple[str, ...]

_NAMES = {"auth": "default", "secrets": "client_secret"}
"""What a name that users give is in examples."""


class FileKind(Struct, frozen=True):
    """A kind of files.

    Attributes:
        place: where such a file is.
        include: patterns of their paths, for editors.
        exclude: patterns of what is not of this kind.
    """

    name: str
    title: str
    place: str
    check: Check
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()


class Variant(Struct, frozen=True):
    """A table that is one of several at its place.

    Attributes:
        path: the place.
        keys: what tells it from the others: its required keys, and of a type each value.
    """

    path: Path
    keys: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """The values of its type, or its required keys."""
        return ", ".join(value or name for name, value in self.keys)


class DeclaredKey(Struct, frozen=True):
    """A key of a file, where it is declared.

    Attributes:
        path: from the document's root on; :data:`ELEMENT` goes into an array.
        table: the table that has it.
        variant: the table of several in which it is; ``None`` for none.
    """

    path: Path
    key: Key
    table: TableCheck
    variant: Variant | None = None

    @property
    def is_required(self) -> bool:
        """Whether its table must have it."""
        return self.path[-1] in self.table.required


@cache
def file_kinds() -> tuple[FileKind, ...]:
    """Every kind, in the order in which the reference has them."""
    return (
        FileKind("workspace", "Workspace", "`outrider.toml`", SETTINGS, ("**/outrider.toml",)),
        FileKind(
            "environment",
            "Environment",
            "`environments/NAME.toml`, and `environments/NAME.local.toml` for this machine",
            environment_schema(secret_forms()),
            ("**/environments/**/*.toml",),
        ),
        FileKind(
            "folder",
            "Folder",
            "`requests/folder.toml`, and `folder.toml` in each folder below",
            FOLDER,
            ("**/requests/**/folder.toml",),
        ),
        FileKind(
            "request",
            "Request",
            "`requests/NAME.toml`, also in folders",
            REQUEST,
            ("**/requests/**/*.toml",),
            ("**/folder.toml",),
        ),
        FileKind(
            "settings",
            "Settings",
            "`outrider/settings.toml` in $XDG_CONFIG_HOME, or in ~/.config",
            settings_schema(KEY_NAMES_TABLE),
            ("**/outrider/settings.toml",),
        ),
        FileKind(
            "theme",
            "Theme",
            "`outrider/themes/NAME.toml` in $XDG_CONFIG_HOME, or in ~/.config",
            THEME,
            ("**/outrider/themes/*.toml",),
        ),
    )


KEY_NAMES_TABLE = table_of(KEY_NAMES)
"""The keys of any binding: which bindings there are, only the workbench knows."""


def find_kind(name: str) -> FileKind | None:
    """The kind with this name."""
    return next((kind for kind in file_kinds() if kind.name == name), None)


def known_shape(check: Check) -> Check:
    """A check that says what it accepts, without what only wraps it."""
    while True:
        if isinstance(check, Key):
            check = check.check
        elif check is inherited_auth or check is named_auth_table:
            return _auth(check is inherited_auth)
        elif (
            isinstance(check, SpecialCheck) and len(check.alternatives) == 1 and not check.expected
        ):
            check = check.alternatives[0]
        else:
            return check


@cache
def _auth(inherited: bool) -> TableCheck:
    return definition_table(inherited=inherited)


def declared_keys(kind: FileKind) -> Iterator[DeclaredKey]:
    """Every key that such a file may have, tables before what is in them."""
    yield from _inside(kind.check, (), None)


def _inside(check: Check, path: Path, variant: Variant | None) -> Iterator[DeclaredKey]:
    shape = known_shape(check)
    if isinstance(shape, TableCheck):
        for name, key in shape.keys.items():
            if not isinstance(key, Key):
                raise TypeError(f"{'.'.join((*path, name))} is not described")
            yield DeclaredKey((*path, name), key, shape, variant)
            yield from _inside(key, (*path, name), variant)
    elif isinstance(shape, ArrayCheck):
        yield from _inside(shape.item, (*path, ELEMENT), variant)
    elif isinstance(shape, FreeTableCheck):
        yield from _inside(shape.item, (*path, _NAMES.get(path[-1], shape.named)), variant)
    elif isinstance(shape, SpecialCheck) and not shape.expected:
        tables = list(map(known_shape, shape.alternatives))
        for one in tables:
            own = variant
            if isinstance(one, TableCheck) and len(tables) > 1:
                own = Variant(path, _told_apart(one))
            yield from _inside(one, path, own)


def _told_apart(table: TableCheck) -> tuple[tuple[str, str], ...]:
    """What a table requires, by which it is chosen: a type with its values, or a key."""
    kind = table.keys.get("type")
    if isinstance(kind, Key) and isinstance(kind.check, MatchingCheck):
        return tuple(("type", str(one)) for one in kind.check.json["enum"])
    return tuple((name, "") for name in table.required)


def expected_words(check: Check) -> str:
    """What a value must be, in words."""
    shape = known_shape(check)
    if isinstance(shape, ValueCheck | MatchingCheck):
        return shape.expected
    if isinstance(shape, SpecialCheck):
        parts = dict.fromkeys(map(expected_words, shape.alternatives))
        return shape.expected or ", or ".join(parts)
    if isinstance(shape, ArrayCheck):
        item = expected_words(shape.item)
        return "an array of tables" if "table" in item else f"an array of {item}"
    return "a table"


def example_document(declared: DeclaredKey, value: Any = UNSAID) -> dict[str, Any]:
    """The smallest file that has a key; without ``value`` it is the example's.

    What its table requires, and what the example needs beside it, is there as well.
    """
    key, name = declared.key, declared.path[-1]
    table = {one: _example(declared.table, one) for one in declared.table.required if one != name}
    table |= key.beside
    if value is UNSAID:
        value = key.example
    table[name] = value
    return document_with(declared, table)


def document_with(declared: DeclaredKey, table: Mapping[str, Any]) -> dict[str, Any]:
    """A document with this table in the place of that which has a key.

    An auth definition gets a type, and a table that is one of several what it is chosen by.
    """
    whole: Any = dict(table)
    path = declared.path[:-1]
    for index in range(len(path), -1, -1):
        if isinstance(whole, dict):
            whole = _chosen(whole, path[:index], declared.variant)
        if index:
            step = path[index - 1]
            whole = [whole] if step == ELEMENT else {step: whole}
    assert isinstance(whole, dict)
    return whole


def _chosen(table: dict[str, Any], path: Path, variant: Variant | None) -> dict[str, Any]:
    if path in (("auth",), ("auth", _NAMES["auth"])):
        return _defined(table)
    if variant is not None and path == variant.path and variant.keys[0][1]:
        return {**dict(variant.keys[:1]), **table}
    return table


def _defined(table: dict[str, Any]) -> dict[str, Any]:
    if not {"type", "use", "extends", _NAMES["auth"]} & table.keys():
        return {"type": "oauth2", **table}
    return table


def _example(table: TableCheck, name: str) -> Any:
    key = table.keys[name]
    return key.example if isinstance(key, Key) else None
