"""Every file of the corpus: all of it is in the workspace or in the report."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.importing.bench import import_files
from tests.integration.importing.conftest import CORPUS
from tests.shell import Shell

from outrider.credential_shapes import find_credentials
from outrider.model.import_result import ImportResult
from outrider.storage.reading.workspace_reader import WorkspaceReader

FOLDER = CORPUS / "postman"
COLLECTIONS = sorted(FOLDER.glob("*_collection.json")) if CORPUS.is_dir() else []
EXPECTED = re.compile(
    # What the collection itself leaves open, and auth that is kept and told.
    r"Variable \"\S+\" is not defined| was set by the (pre-request|test) script of "
    r"|authentication is not supported"
    r"|Path parameter \"\S+\" has no value| is empty after substitution"
)


def environments_of(file: Path) -> list[Path]:
    """The environments beside a collection."""
    name = file.name.partition(".")[0]
    own = file.with_name(f"{name}.postman_environment.json")
    seed = [FOLDER / f"seed-{name}.postman_environment.json" for name in ("demo", "local")]
    return seed if name == "seed-auto-oauth" else [own] if own.exists() else []


def items_of(item: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every folder and request with its place, the collection itself at last."""
    yield place, item
    for one in item.get("item") or []:
        yield from items_of(
            one, f"{place} / {one.get('name', '')}" if place else one.get("name", "")
        )


def texts_of(request: Any) -> Iterator[str]:
    """Words of a request that have to be somewhere: names and values of rows that are on."""
    if not isinstance(request, dict):
        return
    rows = request.get("header")
    for row in rows if isinstance(rows, list) else []:
        if not row.get("disabled") and row.get("key", "").lower() != "authorization":
            yield row["key"]
    body = request.get("body") or {}
    content = body.get(body.get("mode"))
    for row in content if isinstance(content, list) else []:
        yield str(row.get("key") or "")
    if isinstance(content, str):
        yield from re.findall(r"[A-Za-z]{6,}", content)
    url = request.get("url")
    for row in (url.get("query") or []) if isinstance(url, dict) else []:
        yield str(row.get("key") or "")


def description(value: Any) -> str:
    return str(value.get("content") or "") if isinstance(value, dict) else str(value or "")


def without_credentials(text: str) -> Iterator[str]:
    """The pieces of a text between the credentials in it, which go to local files."""
    at = 0
    for found in sorted(find_credentials(text), key=lambda one: one.start):
        yield text[at : found.start]
        at = max(at, found.end)
    yield text[at:]


def secrets_of(root: Path) -> set[str]:
    """What went to local files, and is nowhere else any more."""
    overlays = (tomllib.loads(one.read_text()) for one in root.glob("environments/*.local.toml"))
    return {value for one in overlays for value in one.get("secrets", {}).values() if value}


def plain(text: str) -> str:
    """Letters and digits only: layout and escapes are no loss."""
    return re.sub(r"\\u[0-9a-fA-F]{4}|\\[a-z]|\W", "", text)


def workspace_text(root: Path) -> str:
    return "\n".join(path.read_text("utf-8", "replace") for path in sorted(root.rglob("*.*")))


@pytest.mark.parametrize("file", COLLECTIONS, ids=lambda one: one.name.partition(".")[0])
def test_all_of_it_is_in_the_workspace_or_in_the_report(file: Path, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    imported = import_files(root, str(file), *map(str, environments_of(file)))
    data = json.loads(file.read_text("utf-8-sig"))
    items = list(items_of(data.get("collection", data)))
    requests = [(place, one) for place, one in items if "request" in one]
    report = "\n".join(f"{one.place} {one.what}" for one in imported.remarks)
    written = plain(workspace_text(root))
    secrets = sorted(secrets_of(root), key=len, reverse=True)
    hidden = re.compile("|".join(map(re.escape, secrets)))
    assert len(imported.requests) == len(requests)
    examples = sum(len(one.get("response") or []) for _, one in requests)
    assert len(list(root.glob("examples/**/*.http"))) == examples
    read = WorkspaceReader(root, trusted=True)
    for (_place, item), request in zip(requests, imported.requests, strict=True):
        found = read.find_request(request.id)
        assert found.request.name == item["name"]
        missing = [text for text in texts_of(item["request"]) if plain(text) not in written]
        assert not missing, (request.id, missing)
    for place, item in items:
        inner = item.get("request")
        inside = description(inner.get("description")) if isinstance(inner, dict) else ""
        for text in (description(item.get("description")), inside):
            for piece in without_credentials(text):
                shown = hidden.split(piece) if secrets else [piece]
                assert all(plain(one) in written for one in shown), place
        events = item.get("event") or []
        for event in [events] if isinstance(events, dict) else events:
            held = event["script"]
            lines = held.get("exec") or [] if isinstance(held, dict) else held
            script = "\n".join(lines) if isinstance(lines, list) else lines
            if script.strip():
                assert plain(script)[:200] in written or f"{place} The " in report, place
    check_auth(items, imported)


def check_auth(items: list[tuple[str, dict[str, Any]]], imported: ImportResult) -> None:
    """Each auth of the collection is one of the workspace, or named in the report."""
    tables = [item.get("request", item) for _, item in items]
    auths = [one.get("auth") for one in tables if isinstance(one, dict)]
    kinds = {one.get("type") for one in auths if isinstance(one, dict)}
    names = {"apikey": "api_key", "noauth": "none", "awsv4": "aws_sigv4"}
    auths_here = [one.auth for one in imported.folders] + [one.auth for one in imported.requests]
    have = {one.table["type"] for one in auths_here if one is not None}
    for kind in kinds - {None, ""}:
        stored = {"bearer", "api_key"} if kind == "oauth2" else set()
        assert have & ({names.get(str(kind), kind), "oauth2"} | stored), kind


@pytest.mark.parametrize("file", COLLECTIONS, ids=lambda one: one.name.partition(".")[0])
def test_the_check_names_only_what_the_collection_leaves_open(file: Path, tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    names = [str(one) for one in (file, *environments_of(file))]
    assert shell.run("import", *names, "--into", "w").status == 0
    said = shell.run("check", "--workspace", "w")
    errors = [line for line in said.text.splitlines() if ": error: " in line]
    assert [line for line in errors if not EXPECTED.search(line)] == []
    data = json.loads(file.read_text("utf-8-sig"))
    variables = data.get("variable") or []
    defined = {row.get("key") for row in variables if row.get("value") not in (None, "")}
    for one in environments_of(file):
        rows = json.loads(one.read_text("utf-8-sig"))["values"]
        defined |= {row["key"] for row in rows if row.get("value") not in (None, "")}
    text = "\n".join(errors)
    missing = set(re.findall(r'Variable "([\w.-]+)" is not defined\.', text))
    missing |= set(re.findall(r"error: Variable \"([\w.-]+)\" was set by the ", text))
    assert not missing & defined


def test_globals_and_a_file_with_a_mark_are_read(corpus: Path, tmp_path: Path) -> None:
    names = ("globals.postman_globals.json", "bom.postman_environment.json")
    imported = import_files(tmp_path / "w", *(str(corpus / "postman" / one) for one in names))
    assert imported.variables
    assert len(imported.environments) == 1


def test_several_collections_come_at_once(tmp_path: Path) -> None:
    if not COLLECTIONS:
        pytest.skip("the corpus of real files is not beside this checkout")
    imported = import_files(tmp_path / "w", *map(str, COLLECTIONS))
    outermost = {one.id for one in imported.folders if one.id and "/" not in one.id}
    assert len(outermost) == len(COLLECTIONS)
    assert all("/" in one.id for one in imported.requests)
