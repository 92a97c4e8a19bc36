"""The schemas say what the readers do, and an editor's own reader of schemas says so too."""

from __future__ import annotations

import copy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from tests.each_case import each_case

from outrider.cli.reference.declared_files import (
    ELEMENT,
    DeclaredKey,
    FileKind,
    declared_keys,
    example_document,
    file_kinds,
    find_kind,
)
from outrider.cli.reference.json_schema import kind_schema, schema_file, taplo_rules, whole_schema
from outrider.cli.reference.toml_snippet import toml_snippet
from outrider.toml_text.schema import UNSAID, Finding

ROOT = Path(__file__).parents[4]
SAMPLES = sorted((ROOT / "sample_envs").rglob("*.toml"))
TAPLO = Path(sys.executable).with_name("taplo")
VALIDATORS = {kind.name: Draft7Validator(kind_schema(kind)) for kind in file_kinds()}
CASES = [
    (kind, one)
    for kind in file_kinds()
    for one in declared_keys(kind)
    if one.key.example is not UNSAID
    # The same table as in environments, and the same colour for each role.
    and not (one.path[0] == "auth" and kind.name in {"folder", "request"} and len(one.path) > 2)
    and not (kind.name == "theme" and one.path[0] not in {"name", "dark", "status"})
]
PROBES: list[Any] = [
    *(True, 0, 1, 1.5, -1, "", "x", " ", "{{x}}", [], {}),
    *(["x"], [""], [1], {"a": 1}, {"a": "b"}, [{}], [[1]]),
]


def name(case: tuple[FileKind, DeclaredKey]) -> str:
    return f"{case[0].name}: {'.'.join(case[1].path)}"


def refused(kind: FileKind, document: dict[str, Any]) -> bool:
    """Whether the reader has an error for it, or knows a key not."""
    found: list[Finding] = []
    kind.check(document, (), found)
    return any(one.is_error or one.code == "unknown_key" for one in found)


def placed(document: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The document with another value at a path."""
    whole = copy.deepcopy(document)
    table: Any = whole
    for step in path[:-1]:
        table = table[0] if step == ELEMENT else table[step]
    table[path[-1]] = value
    return whole


def kind_of(path: Path) -> FileKind:
    if path.name == "outrider.toml":
        wanted = "workspace"
    elif "requests" in path.parts:
        wanted = "folder" if path.name == "folder.toml" else "request"
    else:
        wanted = "environment"
    found = find_kind(wanted)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", file_kinds(), ids=lambda kind: kind.name)
def test_it_is_a_schema_for_old_and_new_readers(kind: FileKind) -> None:
    Draft7Validator.check_schema(kind_schema(kind))
    Draft202012Validator.check_schema(
        {key: value for key, value in kind_schema(kind).items() if key != "$schema"}
    )


def test_one_document_has_all_of_them() -> None:
    whole = whole_schema()
    Draft7Validator.check_schema(whole)
    assert list(whole["definitions"]) == [kind.name for kind in file_kinds()]
    assert not list(Draft7Validator(whole).iter_errors({"url": "{{base_url}}/orders"}))


@each_case(CASES, name)
def test_it_refuses_what_the_reader_refuses(case: tuple[FileKind, DeclaredKey]) -> None:
    kind, one = case
    document = example_document(one)
    assert VALIDATORS[kind.name].is_valid(document), document
    assert tomllib.loads(toml_snippet(document)) == document
    for value in PROBES:
        other = placed(document, one.path, value)
        valid = VALIDATORS[kind.name].is_valid(other)
        if refused(kind, other) == valid:
            more = one.path[0] == "auth" or (kind.name == "settings" and one.path[0] == "keys")
            assert more, (other, valid)
            assert valid == (one.path[0] == "keys"), (other, valid)


@each_case(SAMPLES, lambda path: path.relative_to(ROOT))
def test_the_samples_are_valid(path: Path) -> None:
    document = tomllib.loads(path.read_text("utf-8"))
    assert not list(VALIDATORS[kind_of(path).name].iter_errors(document))


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What taplo says of the files of a folder."""
    return subprocess.run(
        [str(TAPLO), "lint", "--no-auto-config", "--config", str(folder / ".taplo.toml")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    """A folder in which taplo knows the schemas."""
    import json

    (tmp_path / "schemas").mkdir()
    for kind in file_kinds():
        text = json.dumps(kind_schema(kind))
        (tmp_path / "schemas" / schema_file(kind)).write_text(text)
    (tmp_path / ".taplo.toml").write_text(taplo_rules(file_kinds(), "schemas"))
    return tmp_path


def test_taplo_finds_nothing_in_the_samples(checked: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "sample_envs", checked / "shop")
    done = lint(checked)
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("outrider.toml", "environment = []", "environment"),
        ("environments/dev.toml", '[proxy]\nurls = "x"', "urls"),
        ("environments/dev.local.toml", "[tls]\nverify = 1", "not of type"),
        ("environments/dev.toml", '[auth.default]\ntype = "oath2"', "oath2"),
        ("environments/dev.toml", "[secrets]\na = { evn = 'X' }", "not valid"),
        ("requests/a.toml", "[options]\ntimeout = 0", "0 is less"),
        ("requests/a.toml", '[[expect]]\njq = ".x"\nstatus = 200', "more than one"),
        ("requests/b/a.toml", '[body]\ntype = "jsn"\ncontent = "{}"', "not valid"),
        ("requests/b/folder.toml", "orders = []", "orders"),
        ("outrider/settings.toml", 'mouse = "no"', "not of type"),
    ],
)
def test_taplo_finds_an_error(checked: Path, file: str, text: str, said: str) -> None:
    path = checked / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")
    done = lint(checked)
    assert done.returncode == 1
    assert said in done.stderr, done.stderr
