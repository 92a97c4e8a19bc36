"""What other tools keep arrives whole, is sent as it was there, and again changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.integration.importing.workspaces_of_tools import IN_FOLDERS, TOOLS, Files, Tree, walk
from tests.servers.wire import WireServer
from tests.shell import Shell

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult

NAMES = st.text(alphabet="aAbBüß -_.1", min_size=1, max_size=6).filter(
    lambda name: name.strip(" .") == name
)


def levels(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(
        st.tuples(NAMES, st.one_of(st.none(), inner)), max_size=4, unique_by=lambda one: one[0]
    )


TREES = st.recursive(levels(st.none()), levels, max_leaves=12)


class Kept:
    """A folder that is a table."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def names(self) -> Sequence[str]:
        return sorted(self._files)

    def read(self, name: str) -> str | None:
        return self._files.get(name)


def imported(tool: str, files: Files) -> ImportResult:
    if tool in IN_FOLDERS:
        return read_sources([ImportSource("shop", "", folder=Kept(files), is_folder=True)])
    return read_sources([ImportSource(name, text) for name, text in files.items()])


def found_in(result: ImportResult) -> Counter[tuple[tuple[str, ...], str]]:
    """Every request that was imported, with the names of the folders that it is in."""
    names = {folder.id: folder.name for folder in result.folders}
    found: Counter[tuple[tuple[str, ...], str]] = Counter()
    for request in result.requests:
        parts = request.id.split("/")[:-1]
        above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
        found[tuple(names[one] for one in above), request.name] += 1
    return found


@pytest.mark.parametrize("tool", TOOLS)
@settings(deadline=None, max_examples=40)
@given(tree=TREES)
def test_every_request_of_a_tree_arrives_in_its_folder(tool: str, tree: Tree) -> None:
    wanted = Counter(walk(tree))
    if not wanted:
        return
    result = imported(tool, TOOLS[tool](tree, "https://h/x"))
    assert found_in(result) == wanted
    assert len({request.id.casefold() for request in result.requests}) == len(result.requests)
    listed = {f"{folder.id}/{one}".lstrip("/") for folder in result.folders for one in folder.order}
    assert {request.id for request in result.requests} <= listed


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


SECRET = "t0k3n-of-the-shop"
ROWS = [("a", "1"), ("a", "x y"), ("off", "2")]
BODY = '{"n": 5, "t": "ü"}'


def documents(tool: str, base: str) -> dict[str, str]:
    """The same request as each tool writes it: rows, one of them off, JSON, a bearer token."""
    pairs = [(name, value, name != "off") for name, value in ROWS]
    if tool == "insomnia":
        made = {
            "_type": "export",
            "__export_format": 4,
            "resources": [
                {"_id": "w", "_type": "workspace", "name": "Shop"},
                {"_id": "e", "_type": "environment", "parentId": "w", "name": "Base",
                 "data": {"api": {"base": base, "token": SECRET}}},
                {"_id": "r", "_type": "request", "parentId": "w", "name": "Make", "method": "POST",
                 "url": "{{ _.api.base }}/orders/:id",
                 "pathParameters": [{"name": "id", "value": "a/b"}],
                 "parameters": [{"name": n, "value": v, "disabled": not on} for n, v, on in pairs],
                 "headers": [{"name": "X-A", "value": "1"}, {"name": "X-A", "value": "2"}],
                 "body": {"mimeType": "application/json", "text": BODY},
                 "authentication": {"type": "bearer", "token": "{{ _.api.token }}"}},
            ],
        }  # fmt: skip
        return {"shop.json": json.dumps(made)}
    if tool == "hoppscotch":
        request: dict[str, Any] = {
            "v": "17", "name": "Make", "method": "POST", "endpoint": "<<base>>/orders/a%2Fb",
            "params": [{"key": n, "value": v, "active": on} for n, v, on in pairs],
            "headers": [{"key": "X-A", "value": "1", "active": True},
                        {"key": "X-A", "value": "2", "active": True}],
            "body": {"contentType": "application/json", "body": BODY},
            "auth": {"authType": "bearer", "authActive": True, "token": "<<token>>"},
        }  # fmt: skip
        variables = [{"key": "base", "initialValue": base, "secret": False},
                     {"key": "token", "initialValue": SECRET, "secret": True}]  # fmt: skip
        collection = {"v": 11, "name": "Shop", "folders": [], "requests": [request]}
        environment = {"v": 2, "id": "dev", "name": "dev", "variables": variables}
        return {"shop.json": json.dumps(collection), "env.json": json.dumps(environment)}
    if tool == "thunder":
        request = {
            "_id": "r", "name": "Make", "method": "POST", "containerId": "", "sortNum": 1,
            "url": "{{base}}/orders/:id?a=1&a=x%20y",
            "params": [{"name": "id", "value": "a/b", "isPath": True},
                       *({"name": n, "value": v, "isDisabled": not on} for n, v, on in pairs)],
            "headers": [{"name": "X-A", "value": "1"}, {"name": "X-A", "value": "2"}],
            "body": {"type": "json", "raw": BODY},
            "auth": {"type": "bearer", "bearer": "{{token}}"},
        }  # fmt: skip
        data = [{"name": "base", "value": base}, {"name": "token", "value": SECRET}]
        collection = {"_id": "c", "colName": "Shop", "folders": [], "requests": [request]}
        environment = {"_id": "e", "name": "dev", "default": True, "sortNum": 1, "data": data}
        return {"tests/tc_col_shop.json": json.dumps(collection),
                "tests/tc_env_dev.json": json.dumps(environment)}  # fmt: skip
    rows = "".join(
        f"- {{name: {n}, value: '{v}', enabled: {str(on).lower()}}}\n" for n, v, on in pairs
    )
    if tool == "posting":
        text = (
            f"name: Make\nmethod: POST\nurl: $BASE/orders/:id\nparams:\n{rows}"
            "headers:\n- {name: X-A, value: '1'}\n- {name: X-A, value: '2'}\n"
            "path_params: [{name: id, value: a/b}]\n"
            f"body: {{content: '{BODY}', content_type: application/json}}\n"
            "auth: {type: bearer_token, bearer_token: {token: $TOKEN}}\n"
        )
        return {"make.posting.yaml": text,
                "envs/dev.env": f"BASE={base}\nTOKEN={SECRET}\n"}  # fmt: skip
    rows = "".join(
        f"  - {{key: {n}, value: '{v}', disabled: {str(not on).lower()}}}\n" for n, v, on in pairs
    )
    text = (
        f"$kind: http-request\nmethod: POST\nurl: '{{{{base}}}}/orders/a%2Fb'\nqueryParams:\n{rows}"
        "headers:\n  - {key: X-A, value: '1'}\n  - {key: X-A, value: '2'}\n"
        f"body: {{type: json, content: '{BODY}'}}\n"
        "auth: {type: bearer, credentials: {token: '{{token}}'}}\n"
    )
    return {
        "shop/.resources/definition.yaml": "$kind: collection\nname: Shop\n",
        "shop/Make.request.yaml": text,
        "dev.environment.yaml": f"name: dev\nvalues:\n  - {{key: base, value: '{base}'}}\n"
        f"  - {{key: token, value: {SECRET}, type: secret}}\n",
    }


def write(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Writes them; what to import: the files, or the folder that they are in."""
    for name, text in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if any("/" in name for name in files):
        return ["in"]
    return [f"in/{name}" for name in files]


@pytest.mark.parametrize("tool", ["insomnia", "hoppscotch", "thunder", "posting", "postman_v3"])
def test_it_is_sent_as_it_was_there_and_a_second_import_asks(
    tool: str, shell: Shell, tmp_path: Path, wire: WireServer
) -> None:
    names = write(tmp_path, documents(tool, f"http://127.0.0.1:{wire.port}"))
    first = shell.run("import", *names, "--into", "w", "--yes")
    assert first.status == 0, first.err
    assert SECRET not in first.text
    root = tmp_path / "w"
    files = [path for path in root.rglob("*") if path.is_file()]
    holding = [path.name for path in files if SECRET in path.read_text()]
    assert holding
    assert all(name.endswith(".local.toml") for name in holding)
    assert "# Imported from: " in (root / "requests/folder.toml").read_text()
    checked = shell.run("check", "--workspace", "w")
    assert checked.status == 0, checked.text
    said = shell.run("send", "make", "--workspace", "w")
    assert said.status == 0, said.err
    (sent,) = wire.take()
    assert (sent.method, sent.target) == ("POST", "/orders/a%2Fb?a=1&a=x%20y")
    headers = [(name.lower(), value) for name, value in sent.headers]
    assert [value for name, value in headers if name == "x-a"] == ["1", "2"]
    assert dict(headers)["authorization"] == f"Bearer {SECRET}"
    assert dict(headers)["content-type"] == "application/json"
    assert sent.body.decode() == BODY

    again = shell.run("import", *names, "--into", "w", "--yes")
    assert "All files are up to date" in again.text
    request = root / "requests/make.toml"
    request.write_text("# mine\n" + request.read_text())
    files_now = documents(tool, f"http://127.0.0.1:{wire.port}")
    write(tmp_path, {name: text.replace("orders", "bills") for name, text in files_now.items()})
    refused = shell.run("import", *names, "--into", "w", "--yes")
    assert refused.status == 2
    assert "requests/make.toml" in refused.err
    assert shell.run("import", *names, "--into", "w", "--yes", "--update").status == 0
    assert request.read_text().startswith("# mine\n")
    assert "/bills/" in request.read_text()
    assert sorted(path.name for path in (root / "requests").rglob("*.toml")) == (
        ["folder.toml", "make.toml"]
    )


def test_a_private_environment_is_in_the_local_file_only(shell: Shell, tmp_path: Path) -> None:
    def export(url: str) -> None:
        data = {"url": url, "api_key": "5up3r-s3cr3t-k3y-0"}
        resources = [
            {"_id": "w", "_type": "workspace", "name": "Shop"},
            {"_id": "e", "_type": "environment", "parentId": "w", "name": "Base", "data": {}},
            {"_id": "m", "_type": "environment", "parentId": "e", "name": "Mine", "isPrivate": True,
             "data": data},
            {"_id": "r", "_type": "request", "parentId": "w", "name": "Get", "url": "{{ _.url }}"},
        ]  # fmt: skip
        made = {"_type": "export", "__export_format": 4, "resources": resources}
        (tmp_path / "shop.json").write_text(json.dumps(made))

    export("https://mine.example")
    assert shell.run("import", "shop.json", "--into", "w", "--yes").status == 0
    folder = tmp_path / "w/environments"
    shared, local = ((folder / f"mine{end}").read_text() for end in (".toml", ".local.toml"))
    assert "mine.example" not in shared
    assert 'url = "https://mine.example"' in local
    assert "5up3r" in local
    checked = shell.run("check", "--workspace", "w")
    assert checked.status == 0, checked.text
    again = shell.run("import", "shop.json", "--into", "w", "--yes")
    assert "All files are up to date" in again.text
    export("https://other.example")
    refused = shell.run("import", "shop.json", "--into", "w", "--yes")
    assert refused.status == 2
    assert "mine.local.toml" in refused.err
    assert shell.run("import", "shop.json", "--into", "w", "--yes", "--update").status == 0
    assert "other.example" in (tmp_path / "w/environments/mine.local.toml").read_text()
    assert "example" not in (tmp_path / "w/environments/mine.toml").read_text()
