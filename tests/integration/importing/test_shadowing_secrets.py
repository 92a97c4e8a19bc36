"""What is nearest in its tool is sent where an environment has a secret of the same name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.integration.importing.bench import import_files, send_all
from tests.servers.wire import WireRequest, WireServer

from outrider.model.import_result import ImportResult

OUTER, NEAR, OWN = "ENVpw00002", "FOLDERpw0001", "REQpw00003"
WANTED = {
    "/a": f"{NEAR} of {NEAR}",
    "/b": "Basic dTpGT0xERVJwdzAwMDE=",
    "/z": f"{OUTER} of {OUTER}",
    "/r": f"{OWN} of {OWN}",
    "/l": OUTER,
}
"""What each tool sends: the second of a pair by a variable of the environment."""


def _bruno(base: str) -> dict[str, str]:
    def request(name: str, more: str = "", auth: str = "none") -> str:
        return (
            f"meta {{\n  name: {name}\n  type: http\n}}\nget {{\n  url: {base}/{name}\n"
            f"  auth: {auth}\n}}\nheaders {{\n  X-T: {{{{password}}}} of {{{{alias}}}}\n}}\n{more}"
        )

    own = "vars:pre-request {\n  password: %s\n}\n"
    auth = "auth {\n  mode: basic\n}\nauth:basic {\n  username: u\n  password: {{password}}\n}\n"
    return {
        "bruno.json": '{"version": "1", "name": "B", "type": "collection"}',
        "environments/dev.bru": f"vars {{\n  password: {OUTER}\n  alias: {{{{password}}}}\n}}\n",
        "sub/folder.bru": f"meta {{\n  name: sub\n}}\n{auth}{own % NEAR}",
        "sub/a.bru": request("a"),
        "sub/l.bru": request("l").replace("X-T: {{password}} of {{alias}}", f"X-Api-Key: {OUTER}"),
        "sub/b.bru": request("b", auth="inherit"),
        "z.bru": request("z"),
        "r.bru": request("r", own % OWN),
    }


def _insomnia(base: str, version: int) -> dict[str, str]:
    header = [{"name": "X-T", "value": "{{ _.password }} of {{ _.alias }}"}]
    auth = {"type": "basic", "username": "u", "password": "{{ _.password }}"}
    values = {"password": OUTER, "alias": "{{ _.password }}"}

    def request(name: str) -> dict[str, object]:
        return {"name": name, "url": f"{base}/{name}", "method": "GET", "headers": header}

    if version == 5:
        near = {
            "name": "sub",
            "meta": {"id": "fld_1"},
            "environment": {"password": NEAR},
            "authentication": auth,
            "children": [
                request("a") | {"meta": {"id": "req_a"}, "authentication": {"type": "none"}},
                request("b") | {"meta": {"id": "req_b"}, "authentication": {}},
            ],
        }
        made: dict[str, object] = {
            "type": "collection.insomnia.rest/5.0",
            "name": "W",
            "meta": {"id": "wrk_1"},
            "collection": [near, request("z") | {"meta": {"id": "req_z"}}],
            "environments": {
                "name": "Base",
                "meta": {"id": "env_b"},
                "data": {"password": "BASEpw00004"},
                "subEnvironments": [{"name": "dev", "meta": {"id": "env_s"}, "data": values}],
            },
        }
        return {"w.json": json.dumps(made)}
    resources = [
        {"_id": "wrk_1", "_type": "workspace", "name": "W"},
        {"_id": "env_b", "_type": "environment", "parentId": "wrk_1", "name": "B",
         "data": {"password": "BASEpw00004"}},
        {"_id": "env_s", "_type": "environment", "parentId": "env_b", "name": "dev",
         "data": values},
        {"_id": "fld_1", "_type": "request_group", "parentId": "wrk_1", "name": "sub",
         "environment": {"password": NEAR}, "authentication": auth},
        {"_id": "req_a", "_type": "request", "parentId": "fld_1",
         "authentication": {"type": "none"}, **request("a")},
        {"_id": "req_b", "_type": "request", "parentId": "fld_1", **request("b")},
        {"_id": "req_z", "_type": "request", "parentId": "wrk_1", **request("z")},
    ]  # fmt: skip
    return {"w.json": json.dumps({"_type": "export", "__export_format": 4, "resources": resources})}


def _http(base: str) -> dict[str, str]:
    own = f'< {{% request.variables.set("password", "{OWN}") %}}\n'
    text = "".join(
        f"### {name}\n{more}GET {base}/{name}\nX-T: {{{{password}}}} of {{{{alias}}}}\n\n"
        for name, more in (("z", ""), ("r", own))
    )
    values = {"dev": {"password": OUTER, "alias": "{{password}}"}}
    return {"all.http": text, "http-client.private.env.json": json.dumps(values)}


FORMS = {
    "bruno": _bruno,
    "insomnia 4": lambda base: _insomnia(base, 4),
    "insomnia 5": lambda base: _insomnia(base, 5),
    "http": _http,
}


@pytest.mark.parametrize("form", FORMS)
async def test_each_request_sends_what_is_nearest_in_its_tool(
    form: str, tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = FORMS[form](f"http://127.0.0.1:{wire.port}")
    source, place = tmp_path / "source", tmp_path / "place"
    place.mkdir()
    for name, text in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    given = "source" if len(files) > 1 else "source/w.json"
    imported = import_files(place, given)
    outcomes = await send_all(place, imported, "dev")
    got = {one.target: _credential(one) for one in wire.take()}
    names = {f"/{request.name}" for request in imported.requests}
    assert got == {target: sent for target, sent in WANTED.items() if target in names}, outcomes
    shared = [path.read_text() for path in place.rglob("*.toml") if ".local." not in path.name]
    assert not any(value in text for value in (OUTER, NEAR, OWN) for text in shared)
    assert 'Variable "password" refers to a secret for each place that has a value' in _told(
        imported
    )
    before = {path: path.read_bytes() for path in place.rglob("*.toml")}
    import_files(place, given)
    assert {path: path.read_bytes() for path in place.rglob("*.toml")} == before


async def test_a_secret_that_the_workspace_has_takes_no_variable_away(
    tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment keeps its secret, and each request sends what it sends in its tool."""
    files = _bruno(f"http://127.0.0.1:{wire.port}")
    place = tmp_path / "place"
    (place / "environments").mkdir(parents=True)
    (place / "outrider.toml").write_text('name = "B"\n')
    known = "[secrets]\npassword = { prompt = true }\n"
    (place / "environments/dev.toml").write_text(known)
    overlay = place / "environments/dev.local.toml"
    overlay.write_text('[secrets]\npassword = "OLDpw00005"\n')
    overlay.chmod(0o600)
    for name, text in files.items():
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    imported = import_files(place, "source")
    outcomes = await send_all(place, imported, "dev")
    got = {one.target: _credential(one) for one in wire.take()}
    assert got == WANTED, outcomes
    assert "Imported variables were renamed: password is password_value." in _told(imported)
    assert 'password = "OLDpw00005"' in overlay.read_text()
    before = {path: path.read_bytes() for path in place.rglob("*.toml")}
    import_files(place, "source")
    assert {path: path.read_bytes() for path in place.rglob("*.toml")} == before


def _credential(request: WireRequest) -> str:
    names = ("Authorization", "X-T", "X-Api-Key")
    return next(value for name in names for value in request.all(name))


def _told(imported: ImportResult) -> str:
    return "\n".join(one.what for one in imported.remarks)
