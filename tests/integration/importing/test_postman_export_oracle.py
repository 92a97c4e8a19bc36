"""newman decides: what it sends for a collection, it sends for the exported one as well."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from tests.engine_lab import Lab
from tests.integration.importing.conftest import CORPUS
from tests.servers.wire import WireRequest, WireServer
from tests.shell import Shell
from tests.unit.exporters.postman.postman_round_trip import collection_of, exported

from outrider.engine.send.send_job import SendJob
from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource

newman = pytest.importorskip("tests.integration.importing.newman")

COLLECTIONS = sorted((CORPUS / "postman").glob("*_collection.json")) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(bool(newman.why_not()), reason=newman.why_not() or "-")


def constant(text: str) -> str:
    """A text without what is made up anew for each send: UUIDs, times, signatures."""
    text = re.sub(r'(nonce|signature|mac)="[^"]*"', r"\1", text)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", text)
    return re.sub(r"\b1[789]\d{8}\b", "TIME", text)


def sent(collection: Any, environment: Any, folder: Path, wire: WireServer) -> list[WireRequest]:
    folder.mkdir()
    files = folder / "collection.json", folder / "environment.json"
    for file, data in zip(files, (collection, environment), strict=True):
        file.write_text(json.dumps(data))
    requests: list[WireRequest] = newman.run(*files, wire)
    return requests


def essence(request: WireRequest) -> object:
    """What has to be the same: all but what newman draws or adds by itself."""
    headers = sorted(
        (name.lower(), constant(value.partition("boundary=")[0]))
        for name, value in request.headers
        if name.lower() not in newman.BY_ITSELF or name.lower() in {"accept", "user-agent"}
        # newman answers a challenge that was kept in the collection; Outrider the server's.
        if not value.startswith("Digest ")
    )
    target = constant(request.target)
    return request.method, target, headers, constant(request.plain_body.decode("latin-1"))


@pytest.mark.parametrize("file", COLLECTIONS, ids=lambda one: one.name.partition(".")[0])
def test_newman_sends_the_same_for_what_was_exported(
    file: Path, tmp_path: Path, wire: WireServer
) -> None:
    data = newman.pointed_to(file.read_text("utf-8-sig"), wire.port)
    collection = data.get("collection", data)
    newman.without_scripts(collection)
    newman.numbered(collection)
    beside = file.with_name(file.name.replace("_collection", "_environment"))
    environment = {"name": "test", "values": []}
    if beside.exists():
        environment |= newman.pointed_to(beside.read_text("utf-8-sig"), wire.port)
    newman.complete(collection, environment, wire.port)
    count = len(list(newman.requests_of(collection)))
    if not count:
        pytest.skip("the collection has no request")
    sources = [
        ImportSource(name, json.dumps(one))
        for name, one in (("collection", collection), ("environment", environment))
    ]
    if find_importer(sources[0].text) is None:
        pytest.skip("it is not imported")
    imported = read_sources(sources)
    environments = [one.environment for one in imported.environments]
    opened = {one.environment.id: one.values for one in imported.environments}
    (again, values, *_), _ = exported(
        imported.name, collection_of(imported), environments, opened=opened
    )
    theirs = sent(collection, environment, tmp_path / "theirs", wire)
    ours = sent(again, values, tmp_path / "ours", wire)
    assert theirs
    assert [essence(one) for one in ours] == [essence(one) for one in theirs]


FILES = {
    "outrider.toml": 'name = "Shop"\n[variables]\nsize = 1\nwide = "workspace"\n',
    "environments/dev.toml": """
[variables]
base = "http://127.0.0.1:PORT/v1"
size = 2
[auth.default]
type = "basic"
username = "me"
password = "{{pw}}"
[secrets]
pw = { env = "PW" }
""",
    "requests/folder.toml": 'headers = [{ name = "X-Client", value = "{{wide}}" }]\n',
    "requests/deep/folder.toml": """
headers = [{ name = "X-Deep", value = "{{size}} {{page}}" }]
[variables]
page = "folder"
size = "folder: the environment wins"
[auth]
type = "api_key"
value = "{{pw}}"
placement = { in = "query", name = "key" }
""",
    "requests/deep/a.toml": """
method = "POST"
url = "{{base}}/things/:id?own=1"
path = { id = "a/b c" }
query = [{ name = "q", value = "a&b=c d" }, { name = "off", value = "1", enabled = false }]
headers = [{ name = "X-Note", value = "{{note}}" }]
[variables]
note = "mine {{page}}"
size = 3
[body]
type = "json"
content = '{"size": {{size}}, "page": "{{page}}"}'
""",
    "requests/deep/b.toml": """
url = "{{base}}/{{page}}"
headers = [{ name = "x-deep", value = "", enabled = false }]
[auth]
type = "none"
""",
    "requests/c.toml": """
method = "PUT"
url = "{{base}}/text"
[body]
type = "graphql"
query = "{ a }"
variables = '{"n": 1}'
""",
}


def test_newman_sends_what_a_workspace_sends(tmp_path: Path, wire: WireServer) -> None:
    root = tmp_path / "work"
    lab = Lab(root)
    lab.write({name: text.replace("PORT", str(wire.port)) for name, text in FILES.items()})
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    shell = Shell(home, root, {"PW": "s3cret-value"})
    for name in ("deep/a", "deep/b", "c"):
        said = shell.run("send", name, "--trust")
        assert said.status == 0, said.err
    ours = wire.take()
    out = tmp_path / "out"
    said = shell.run("export", "--as", "postman", "--trust", "--reveal", "--output", f"{out}/")
    assert said.status == 0, said.err
    theirs = newman.run(
        out / "shop.postman_collection.json", out / "dev.postman_environment.json", wire
    )
    by_target = {one.target.partition("?")[0]: one for one in theirs}
    assert len(by_target) == len(ours) == len(theirs)
    for our in ours:
        their = by_target[our.target.partition("?")[0]]
        assert (their.method, _query(their)) == (our.method, _query(our))
        for name in ("authorization", "x-client", "x-deep", "x-note", "content-type"):
            assert their.all(name) == our.all(name), (our.target, name)
        assert _json(their) == _json(our)


VALUES = (
    "a/b?c#d", "a&b=c", "1+1 50%", "100%25/", "x#y", "q:r@s;t,u", "ü€/😀", "[1]|2^3\\\\4`",
    "'q'\\u0022d(x)*!~$", "plain-._~1", "<t>{u}",
)  # fmt: skip
"""What variables, path parameters and rows may say, as TOML has it in double quotes."""
PLACES = {
    "segment": 'url = "{{base}}/:id/x"\npath = { id = "VALUE" }\n',
    "part": 'url = "{{base}}/a/:id:go"\npath = { id = "VALUE" }\n',
    "row": 'url = "{{base}}/x"\nquery = [{ name = "q", value = "VALUE" }]\n',
    "name": 'url = "{{base}}/x"\nquery = [{ name = "VALUE", value = "1" }]\n',
    "beside": 'url = "{{base}}/x?own=1"\nquery = [{ name = "q", value = "VALUE" }]\n',
    "key": 'url = "{{base}}/x"\nauth = { type = "api_key", value = "VALUE", '
    'placement = { in = "query", name = "k" } }\n',
}
IN_URL = {
    "path": 'url = "{{base}}/VALUE/x"\n',
    "query": 'url = "{{base}}/x?q=VALUE&r=1"\n',
    "body": 'method = "PUT"\nurl = "{{base}}/x?q=VALUE"\n'
    'body = { type = "text", content = "1 VALUE" }\n',
}
"""Where only a variable can say it: what is literal in a URL is sent as it is written."""


def _places(root: Lab, port: int) -> int:
    """Writes a request for each value and place: literal, one variable, one of another."""
    auth = '[auth]\ntype = "none"\n'
    variables = [f'base = "http://127.0.0.1:{port}"']
    files = {"outrider.toml": 'name = "Values"\n'}
    for number, value in enumerate(VALUES):
        kinds = {"literal": value, "one": f"{{{{one{number}}}}}", "two": f"{{{{ two{number} }}}}"}
        variables += [f'one{number} = "{value}"', f'two{number} = "{{{{one{number}}}}}&{value}"']
        for kind, written in kinds.items():
            for place, text in (PLACES if kind == "literal" else PLACES | IN_URL).items():
                said = text.replace("VALUE", written)
                said += f"headers = [{{ name = 'X-At', value = '{place} {kind} {number}' }}]\n"
                files[f"requests/{place}_{kind}_{number}.toml"] = (
                    said if "auth" in said else said + auth
                )
    files["environments/dev.toml"] = "[variables]\n" + "\n".join(variables) + "\n"
    root.write(files)
    return len(files) - 2


async def test_newman_sends_urls_byte_for_byte_as_a_workspace_does(
    tmp_path: Path, wire: WireServer
) -> None:
    root = tmp_path / "work"
    lab = Lab(root)
    count = _places(lab, wire.port)
    async with lab.workbench() as workbench:
        snapshot, reader = lab.snapshot("dev"), lab.reader()
        for name in reader.collection().requests:
            result = await workbench.sender.send(SendJob(snapshot, reader.find_request(name)))
            assert result.exchange is not None, (name, result)
    ours = wire.take()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    shell = Shell(home, root, {})
    out = tmp_path / "out"
    said = shell.run("export", "--as", "postman", "--trust", "--reveal", "--output", f"{out}/")
    assert said.status == 0, said.err
    theirs = newman.run(
        out / "values.postman_collection.json", out / "dev.postman_environment.json", wire
    )
    assert len(ours) == len(theirs) == count
    assert {one.all("x-at")[0]: (one.target, one.plain_body) for one in theirs} == {
        one.all("x-at")[0]: (one.target, one.plain_body) for one in ours
    }


def _query(request: WireRequest) -> list[tuple[str, str]]:
    return sorted(parse_qsl(request.target.partition("?")[2]))


def _json(request: WireRequest) -> Any:
    return json.loads(request.body) if request.body else None
