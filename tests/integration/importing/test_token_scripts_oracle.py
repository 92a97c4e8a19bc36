"""Each shape of a token script, imported and sent: the API takes the token; newman's too."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.engine_lab import status
from tests.integration.importing import newman
from tests.integration.importing.bench import import_files, send_all
from tests.integration.importing.token_script_shapes import (
    APP_ONLY,
    HEADERS,
    ID,
    ROWS,
    SECRET,
    SHAPES,
    STORE,
    URL,
    ask,
)
from tests.servers.strict import StrictServers

from outrider.model.import_result import ImportVerdict

BEARER = {"type": "bearer", "bearer": [{"key": "token", "value": "{{tok}}"}]}
ALL = {**SHAPES, **HEADERS}


def written(folder: Path, script: str, servers: StrictServers, **more: Any) -> list[str]:
    """A collection with this script, and its environment; ``more`` goes into the collection."""
    request = {"method": "GET", "url": "{{api}}/orders"}
    collection = {
        "info": {
            "name": "Shop",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": [{"name": "List", "request": request}],
        "event": [{"listen": "prerequest", "script": {"exec": script.split("\n")}}],
        **more,
    }
    values = {
        "tokenUrl": servers.token_url,
        "api": servers.api_url,
        "id": "easy",
        "secret": "easy-secret",
        "scope": "orders.read",
        "config": '{"id": "easy", "secret": "easy-secret"}',
        "which": "a",
        "id_a": "easy",
        "secret_a": "easy-secret",
    }
    environment = {
        "name": "dev",
        "values": [{"key": key, "value": value} for key, value in values.items()],
        "_postman_variable_scope": "environment",
    }
    files = [folder / "collection.json", folder / "environment.json"]
    for file, document in zip(files, (collection, environment), strict=True):
        file.write_text(json.dumps(document))
    return list(map(str, files))


def auth_for(shape: str) -> dict[str, Any]:
    return {} if shape in HEADERS else {"auth": BEARER}


@pytest.mark.parametrize("shape", ALL)
async def test_the_first_send_is_answered(
    shape: str, tmp_path: Path, demo_servers: StrictServers
) -> None:
    files = written(tmp_path, ALL[shape], demo_servers, **auth_for(shape))
    imported = import_files(tmp_path / "workspace", *files)
    verdicts = [one.verdict for one in imported.remarks]
    assert ImportVerdict.NOT_CARRIED not in verdicts, imported.remarks
    assert ImportVerdict.CARRIED in verdicts
    [sent] = await send_all(tmp_path / "workspace", imported, "dev")
    assert not isinstance(sent, Exception), sent
    assert status(sent) == 200  # type: ignore[arg-type]


@pytest.mark.skipif(bool(newman.why_not()), reason=newman.why_not() or "-")
def test_postman_runs_every_shape(tmp_path: Path, demo_servers: StrictServers) -> None:
    shapes = [shape for shape in ALL if shape not in APP_ONLY]
    runs = []
    for number, shape in enumerate(shapes):
        folder = tmp_path / str(number)
        folder.mkdir()
        collection, environment = written(folder, ALL[shape], demo_servers, **auth_for(shape))
        runs.append((Path(collection), Path(environment)))
    newman.run_all(runs)
    tokens = [one.header("authorization") or "" for one in demo_servers.api.recorder.requests]
    assert len(tokens) == len(shapes)
    assert [shape for shape, one in zip(shapes, tokens, strict=True) if "{{" in one] == []


_GRANT = "{key: 'grant_type', value: 'client_credentials'}"
_SCOPE = "{key: 'scope', value: pm.environment.get('scope')}"
_POST = f"{{mode: 'urlencoded', urlencoded: {ROWS}}}"
_BASIC = f"{{mode: 'urlencoded', urlencoded: [{_GRANT}, {_SCOPE}]}}"
_HEADER = f"header: {{Authorization: 'Basic ' + btoa({ID} + ':' + {SECRET})}}"
_WITH_POST = f"{{url: {URL}, method: 'POST', body: {_POST}}}"
_WITH_BASIC = f"{{url: {URL}, method: 'POST', {_HEADER}, body: {_BASIC}}}"
_NAME = "pm.environment.name"
BRANCHES = {
    "two requests": f"""if ({_NAME} === 'dev') {{ pm.sendRequest({_WITH_POST}, {STORE}); }}
        else {{ pm.sendRequest({_WITH_BASIC}, {STORE}); }}""",
    "a switch": f"""let asked; switch ({_NAME}) {{ case 'dev': asked = {_WITH_POST}; break;
        default: asked = {_WITH_BASIC}; }} pm.sendRequest(asked, {STORE});""",
    "a choice": f"""const asked = {_NAME} === 'dev' ? {_WITH_POST} : {_WITH_BASIC};
        pm.sendRequest(asked, {STORE});""",
    "a header": f"""const asked = {{url: {URL}, method: 'POST', header: {{}}, body: {_BASIC}}};
        const pair = {ID} + ':' + {SECRET};
        if ({_NAME} !== 'dev') {{ asked.header.Authorization = 'Basic ' + btoa(pair); }}
        else {{ asked.body.urlencoded.push({{key: 'client_id', value: {ID}}});
                asked.body.urlencoded.push({{key: 'client_secret', value: {SECRET}}}); }}
        pm.sendRequest(asked, {STORE});""",
    "a variable": f"""const how = pm.environment.get('how');
        if (how === 'form') {{ pm.sendRequest({_WITH_POST}, {STORE}); }}
        else {{ pm.sendRequest({_WITH_BASIC}, {STORE}); }}""",
}


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("order", ["together", "one after another"])
async def test_each_environment_authenticates_as_its_branch_does(
    branch: str, order: str, tmp_path: Path, demo_servers: StrictServers
) -> None:
    collection, dev = written(tmp_path, BRANCHES[branch], demo_servers, auth=BEARER)
    document = json.loads(Path(dev).read_text())
    files = {}
    for name, client, how in (("dev", "post-only", "form"), ("prod", "basic-only", "header")):
        secret = client.replace("only", "secret")
        own = {"id": client, "secret": secret, "how": how, "scope": ""}
        values = [one for one in document["values"] if one["key"] not in own]
        values += [{"key": key, "value": value} for key, value in own.items()]
        files[name] = tmp_path / f"{name}.json"
        files[name].write_text(json.dumps({**document, "name": name, "values": values}))
    workspace = tmp_path / "workspace"
    calls = [list(files.values())] if order == "together" else [[one] for one in files.values()]
    for call in calls:
        imported = import_files(workspace, collection, *map(str, call))
        assert ImportVerdict.NOT_CARRIED not in [one.verdict for one in imported.remarks]
    for name in files:
        [sent] = await send_all(workspace, imported, name)
        assert not isinstance(sent, Exception), sent
        assert status(sent) == 200  # type: ignore[arg-type]


async def test_a_variable_that_only_a_script_set_is_an_error_that_names_the_script(
    tmp_path: Path, demo_servers: StrictServers
) -> None:
    script = "// first\n" + ask().replace(URL, "lookup()")
    files = written(tmp_path, script, demo_servers, auth=BEARER)
    imported = import_files(tmp_path / "workspace", *files)
    [sent] = await send_all(tmp_path / "workspace", imported, "dev")
    assert 'Variable "tok" was set by the pre-request script of Shop, line ' in str(sent)


def test_a_token_elsewhere_in_the_response_is_found_there(
    tmp_path: Path, demo_servers: StrictServers
) -> None:
    script = ask(store="(e, r) => pm.environment.set('tok', r.json().data.accessToken)")
    files = written(tmp_path, script, demo_servers, auth=BEARER)
    import_files(tmp_path / "workspace", *files)
    auth = tomllib.loads((tmp_path / "workspace/requests/folder.toml").read_text())["auth"]
    assert auth["token_response"] == {"access_token": "data.accessToken"}
    assert (auth["client_id"], auth["client_secret"]) == ("{{id}}", "{{secret}}")
