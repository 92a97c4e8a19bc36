"""httpyac decides: what a workspace sends, it sends for the exported files as well."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from tests.engine_lab import Lab
from tests.integration.importing import httpyac
from tests.integration.importing.bench import import_files, send_all
from tests.servers.wire import WireRequest, WireServer
from tests.shell import Shell

TOKEN = b'{"access_token": "token-of-the-day", "token_type": "Bearer", "expires_in": 300}'

ENVIRONMENT = """name = "dev"
[variables]
base = "http://127.0.0.1:PORT"
who = "me-too"
[secrets]
client_secret = { env = "CLIENT_SECRET" }
key = { env = "KEY" }
[auth.default]
type = "oauth2"
token_endpoint = "{{base}}/token"
client_id = "client"
client_secret = "{{client_secret}}"
token_endpoint_auth_method = "client_secret_post"
scope = "a b"
[auth.default.token_parameters]
audience = "https://api.test"
[auth.key]
type = "api_key"
value = "{{key}}"
placement = { in = "query", name = "k" }
"""

SWALLOWED = (
    "# a comment", " // another", "/* and\\n*/", "< ./file", "<> x", "> {% x %}", "@x = 1",
    "### next", "GET http://a.test/", "{{{{", "\\nleading", "trailing\\n", "a\\r\\nb",
    "?? status == 1", "HTTP/1.1 200 OK", "query { a }", "a ===", "<@ ./x", ">> out",
    "\\t", "blank\\n \\nblank",
)  # fmt: skip
"""Texts that a reader does not send as they stand in a file."""

PLAIN = (
    "one",
    '{\\n  \\"a\\": \\"b\\"\\n}',
    "<a>\\n <b/>\\n</a>",
    "ü€😀",
    "a\\n\\nb",
    "a: b",
    "x > y",
)

FOLDER = """headers = [{ name = "X-Deep", value = "{{size}} {{page}}" }]
[variables]
page = "of the folder"
[auth]
type = "none"
"""

REQUESTS = {
    "token/one": 'url = "{{base}}/token-one"\n',
    "token/two": 'url = "{{base}}/token-two?t={{access_token}}"\n[auth]\nuse = "default"\n',
    "token/key": 'url = "{{base}}/key"\n[auth]\nuse = "key"\n',
    "deep/url": 'url = "{{base}}/u/:id/\\\\:lit/x:y?own=1"\npath = { id = "a/b c" }\n'
    'query = [{ name = "q", value = "a&b=c d" }, { name = "off", value = "1", enabled = false }]\n',
    "deep/variables": 'method = "POST"\nurl = "{{base}}/variables"\n[variables]\n'
    'note = \'say "{{page}}"\'\n[body]\ntype = "json"\n'
    'content = \'{"note": "{{note}}", "size": {{size}}}\'\n',
    "deep/basic": 'url = "{{base}}/basic"\n[auth]\ntype = "basic"\nusername = "me"\n'
    'password = "pass word"\n',
    "deep/form": 'method = "POST"\nurl = "{{base}}/form"\n[body]\ntype = "form"\nfields = ['
    '{ name = "a b", value = "c&d" }, { name = "e", value = "{{who}}" }]\n',
    "deep/parts": 'method = "POST"\nurl = "{{base}}/parts"\n[body]\ntype = "multipart"\nparts = ['
    '{ name = "a", value = "one" }, { name = "b", value = "1\\n# 2" }, '
    '{ name = "f", file = "data.bin", content_type = "image/png" }]\n',
    "deep/file": 'method = "PUT"\nurl = "{{base}}/file"\n[body]\ntype = "file"\n'
    'file = "data.bin"\ncontent_type = "application/x-thing"\n',
    "deep/graphql": 'method = "POST"\nurl = "{{base}}/graphql"\n[body]\ntype = "graphql"\n'
    'query = "query q {\\n  a\\n}"\nvariables = \'{"n": 1}\'\n',
    "deep/twice": 'url = "{{base}}/twice"\nheaders = [{ name = "X-A", value = "1" }, '
    '{ name = "X-A", value = "2" }, { name = "X-Off", value = "3", enabled = false }]\n',
    **{
        f"bodies/{number}": f'method = "POST"\nurl = "{{{{base}}}}/body/{number}"\n'
        f'[body]\ntype = "text"\ncontent = "{text}"\n[auth]\ntype = "none"\n'
        for number, text in enumerate(
            one.replace("{{{{", "\\\\{{x}}") for one in (*SWALLOWED, *PLAIN)
        )
    },
}


def workspace(root: Path, wire: WireServer) -> Lab:
    wire.answers["/token"] = TOKEN
    files = {
        "outrider.toml": 'name = "Shop"\n[variables]\nsize = 3\n',
        "environments/dev.toml": ENVIRONMENT.replace("PORT", str(wire.port)),
        "requests/deep/folder.toml": FOLDER,
        **{f"requests/{name}.toml": text for name, text in REQUESTS.items()},
    }
    lab = Lab(root, {"CLIENT_SECRET": "s3cret&value", "KEY": "key-value-1"}).write(files)
    (root / "data.bin").write_bytes(bytes(range(256)))
    return lab


async def sent_by_workspace(lab: Lab, wire: WireServer) -> list[WireRequest]:
    async with lab.workbench() as workbench:
        for name in REQUESTS:
            result = await lab.send(workbench, name, "dev")
            assert result.exchange is not None, (name, result.error)
    return wire.take()


def exported(lab: Lab, folder: Path, *words: str) -> Path:
    home = folder.with_name("home")
    home.mkdir(mode=0o700, exist_ok=True)
    shell = Shell(home, lab.root, lab.process)
    said = shell.run("export", "--as", "http", "--trust", *words, "--output", f"{folder}/")
    assert said.status == 0, said.err
    return folder


def essence(request: WireRequest) -> object:
    headers = sorted(
        (name.lower(), value.partition("boundary=")[0].replace("charset=UTF-8", "charset=utf-8"))
        for name, value in request.headers
        if name.lower() not in httpyac.BY_ITSELF
    )
    body = request.plain_body.removesuffix(b"\r\n") if b"BOUNDARY" in request.plain_body else None
    return request.method, request.target, tuple(headers), body or request.body


def of_api(requests: list[WireRequest]) -> dict[str, object]:
    found = {one.target: essence(one) for one in requests if one.target != "/token"}
    assert len(found) == len(REQUESTS)
    return found


@pytest.mark.skipif(bool(httpyac.why_not()), reason=httpyac.why_not() or "-")
async def test_httpyac_sends_what_the_workspace_sends(tmp_path: Path, wire: WireServer) -> None:
    lab = workspace(tmp_path / "work", wire)
    ours = await sent_by_workspace(lab, wire)
    folder = exported(lab, tmp_path / "out", "--reveal")
    theirs = httpyac.run(folder, wire, "dev")
    assert of_api(theirs) == of_api(ours)
    token = {one.target: one for one in theirs}["/token"]
    assert sorted(parse_qsl(token.body.decode())) == [
        ("audience", "https://api.test"),
        ("client_id", "client"),
        ("client_secret", "s3cret&value"),
        ("grant_type", "client_credentials"),
        ("scope", "a b"),
    ]


async def test_the_import_of_an_export_changes_nothing_on_the_wire(
    tmp_path: Path, wire: WireServer
) -> None:
    lab = workspace(tmp_path / "work", wire)
    ours = await sent_by_workspace(lab, wire)
    folder = exported(lab, tmp_path / "out", "--reveal")
    again = tmp_path / "out"
    imported = import_files(again, str(folder))
    outcomes = await send_all(again, imported, "dev")
    failed = [one for one in outcomes if isinstance(one, Exception) or getattr(one, "error", None)]
    assert not failed
    theirs = wire.take()
    assert of_api(theirs) == of_api(ours)
    tokens = [[one.body for one in some if one.target == "/token"] for some in (theirs, ours)]
    assert tokens[0] == tokens[1]


def test_nothing_secret_is_in_a_masked_export(tmp_path: Path, wire: WireServer) -> None:
    lab = workspace(tmp_path / "work", wire)
    folder = exported(lab, tmp_path / "out")
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert {oct(one.stat().st_mode & 0o777) for one in files} == {"0o600"}
    text = "".join(one.read_text() for one in files)
    assert not [one for one in ("s3cret", "key-value", "pass word") if one in text]
    revealed = exported(lab, tmp_path / "revealed", "--reveal")
    public = (revealed / "http-client.env.json").read_text()
    private = (revealed / "http-client.private.env.json").read_text()
    assert not [one for one in ("s3cret", "key-value", "pass word") if one in public]
    assert all(one in private for one in ("s3cret", "key-value", "pass word"))
    assert (revealed / ".gitignore").read_text() == "/http-client.private.env.json\n"
