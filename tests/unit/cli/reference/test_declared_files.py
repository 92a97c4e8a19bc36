"""What the reference says of a key is what the reader does with it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tests.each_case import each_case

from outrider.cli.reference.auth_keys import every_field_key
from outrider.cli.reference.declared_files import (
    ELEMENT,
    DeclaredKey,
    FileKind,
    declared_keys,
    document_with,
    example_document,
    file_kinds,
)
from outrider.secret_providers import secret_forms
from outrider.storage.reading.auth_schema import GENERAL_AUTH_KEYS
from outrider.storage.reading.environment_schema import environment_findings
from outrider.storage.reading.table_decoding import (
    decode_environment,
    decode_folder,
    decode_request,
    decode_settings,
)
from outrider.storage.user_files.settings_file import read_settings
from outrider.storage.user_files.theme_files import read_theme
from outrider.toml_text.schema import UNSAID, Finding

FOR_PEOPLE = {
    ("body", "parts", ELEMENT, "description"),
    ("name",),
}
"""Keys without effect: the note of a part, and the name in a theme."""
NAMED = {"send": "ctrl+r", "console.copy": "y"}
CASES = [(kind, one) for kind in file_kinds() for one in declared_keys(kind)]


def name(case: tuple[FileKind, DeclaredKey]) -> str:
    kind, one = case
    variant = f" ({one.variant.label})" if one.variant else ""
    return f"{kind.name}: {'.'.join(one.path)}{variant}"


def read(kind: FileKind, document: dict[str, Any]) -> object:
    """What the reader makes of a file."""
    with TemporaryDirectory() as folder:
        return _read(kind, document, Path(folder))


def _read(kind: FileKind, document: dict[str, Any], folder: Path) -> object:
    if kind.name == "workspace":
        return decode_settings(document, "f", "folder")
    if kind.name == "folder":
        return decode_folder(document, "folder", "f")
    if kind.name == "request":
        return decode_request(document, "request", "f")
    if kind.name == "environment":
        return decode_environment(
            document,
            {},
            document,
            environment_id="dev",
            files=("f", "g"),
            has_overlay=False,
            secret_forms=secret_forms(),
        )
    import tomlkit

    path = folder / "mine.toml"
    path.write_text(tomlkit.dumps(document))
    if kind.name == "theme":
        found = read_theme("mine", folder)
        assert not found.faults
        return found.theme
    settings = read_settings(path, NAMED)
    assert not settings.faults
    return settings.settings


def findings(kind: FileKind, document: dict[str, Any]) -> list[Finding]:
    found: list[Finding] = []
    kind.check(document, (), found)
    if kind.name == "environment":
        found += environment_findings(document)
    return found


def without(one: DeclaredKey) -> dict[str, Any]:
    """The file of the example without its key."""
    table = {
        key: one.table.keys[key].example  # type: ignore[attr-defined]
        for key in one.table.required
        if key != one.path[-1]
    }
    return document_with(one, {**table, **one.key.beside})


@each_case(CASES, name)
def test_a_key_says_what_it_means_and_what_holds_without_it(
    case: tuple[FileKind, DeclaredKey],
) -> None:
    _, one = case
    key = one.key
    assert key.meaning.endswith("."), key.meaning
    said = [key.default is not UNSAID, bool(key.otherwise), one.is_required]
    is_table = key.example is UNSAID
    assert sum(said) == 1 or (is_table and sum(said) == 0), said
    assert key.since == "0.1.0"


@each_case([case for case in CASES if case[1].key.example is not UNSAID], name)
def test_an_example_is_valid_and_counts(case: tuple[FileKind, DeclaredKey]) -> None:
    kind, one = case
    document = example_document(one)
    assert not findings(kind, document), document
    if one.path[0] == "auth" and one.path[-1] == "type":
        return
    if one.is_required or (one.path in FOR_PEOPLE and kind.name in {"request", "theme"}):
        return
    if any(
        str(finding.code) in {"one_of", "missing_key"} for finding in findings(kind, without(one))
    ):
        return
    assert read(kind, document) != read(kind, without(one))


@each_case([case for case in CASES if case[1].key.default is not UNSAID], name)
def test_a_default_is_what_the_reader_takes_without_the_key(
    case: tuple[FileKind, DeclaredKey],
) -> None:
    kind, one = case
    written = example_document(one, one.key.default)
    assert not [found for found in findings(kind, written) if found.path != ("color",)], written
    if one.path[:1] == ("auth",) or one.path == ("options", "max_body"):
        return
    assert read(kind, written) == read(kind, without(one))


def test_every_key_that_a_definition_may_have_is_described() -> None:
    from outrider.auth.validation import allowed_keys

    known = allowed_keys({})
    assert set(known or ()) == {*GENERAL_AUTH_KEYS, *every_field_key()}


def test_what_registered_parts_declare_is_described() -> None:
    undescribed = [name for name, key in every_field_key().items() if not key.meaning]
    assert not undescribed
    assert not [name for name, key in every_field_key().items() if key.example is None]


@pytest.mark.parametrize("kind", file_kinds(), ids=lambda kind: kind.name)
def test_an_empty_file_needs_nothing(kind: FileKind) -> None:
    assert not findings(kind, {})
