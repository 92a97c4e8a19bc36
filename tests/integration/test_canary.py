"""Marked secrets go through every flow, and whatever was written is searched for them."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.canary import files_below, forms, leaks
from tests.engine_lab import Lab
from tests.integration.conftest import SecureServers
from tests.servers.toxic import Call, ToxicServer, response, toxic_server
from tests.shell import ROOT, Said, Shell

from outrider.crash_report import write_report
from outrider.engine.workspace.trust_survey import workspace_needs
from outrider.storage.trust_store import TrustStore

MARK = 'CANARY-{}:s%2Bcr+t &ü/={}"\\'
NAMES = ("client_secret", "password", "api_key", "bearer", "in_query", "in_header", "in_body")
SECRETS = {name: MARK.format(name, 7) for name in (*NAMES, "in_path", "proxy_password")}
# No header may hold these characters.
SECRETS |= {name: f"CANARY-{name}-/+=~7" for name in ("bearer", "in_header", "api_key")}
ACCESS_TOKEN = "CANARY-access.token~1+/="
REFRESH_TOKEN = 'CANARY-refresh "token"'
EVERY_SECRET = (*SECRETS.values(), ACCESS_TOKEN, REFRESH_TOKEN)

LOGGING = """
import atexit, logging, os

class InTheHome(logging.Handler):
    # The home is that of the call, which may be forked from a process without one.
    def emit(self, record):
        if os.path.isdir(os.environ["HOME"]):
            with open(os.environ["HOME"] + "/everything.log", "a") as file:
                file.write(self.format(record) + "\\n")

logging.basicConfig(level=logging.DEBUG, handlers=[InTheHome()])
atexit.register(logging.getLogger("test").debug, "logging works")
"""
DEV = """
{more}
[variables]
base_url = "{api}"
[secrets]
{secrets}
[auth.default]
type = "oauth2"
token_endpoint = "{token}"
client_id = "canary-client"
client_secret = "{{{{client_secret}}}}"
{auth}
[auth.basic]
type = "basic"
username = "canary-user"
password = "{{{{password}}}}"
[auth.bearer]
type = "bearer"
token = "{{{{bearer}}}}"
[auth.api_key]
type = "api_key"
value = "{{{{api_key}}}}"
placement = {{ in = "header", name = "X-Of-This-API" }}
[auth.api_key_in_query]
extends = "api_key"
placement = {{ in = "query", name = "k" }}
"""
PLACES = """
query = [{ name = "q", value = "x{{in_query}}" }]
headers = [
  { name = "X-Mine", value = "x{{in_header}}" },
  { name = "Cookie", value = "a={{in_header}}" },
]
"""
BODIES = {
    "json": 'type = "json"\ncontent = \'\'\'{"note": "{{in_body}}", "t": "{{access_token}}"}\'\'\'',
    "text": 'type = "text"\ncontent = "a {{in_body}} b {{access_token}}"',
    "form": 'type = "form"\nfields = [{ name = "f", value = "{{in_body}}" }]',
    "multipart": 'type = "multipart"\nparts = [{ name = "p", value = "{{in_body}}" }]',
}


@dataclass
class Nest:
    """A workspace whose secrets are in process variables, and servers that take anything."""

    shell: Shell
    lab: Lab
    token: ToxicServer
    api: ToxicServer
    written: list[tuple[str, bytes]] = field(default_factory=list)

    def dev(self, *, more: str = "", auth: str = "", token: str = "", api: str = "") -> None:
        secrets = "\n".join(f'{name} = {{ env = "C_{name}" }}' for name in SECRETS)
        text = DEV.format(
            more=more,
            auth=auth,
            secrets=secrets,
            token=token or f"{self.token.url}/token",
            api=api or self.api.url,
        )
        self.lab.write({"environments/dev.toml": text})

    async def run(self, *words: str) -> Said:
        """Runs the program; everything that it writes is kept to be searched."""
        said = await asyncio.to_thread(self.shell.run, *words)
        self.written += [("standard output", said.out), ("standard error", said.err.encode())]
        return said

    def leaks(self) -> list[str]:
        files = files_below(self.shell.home, self.lab.root)
        return leaks(EVERY_SECRET, [*self.written, *files])

    def request(self, name: str, more: str = "", path: str = "") -> None:
        self.lab.request(name, "{{base_url}}/" + path, PLACES + more)


@pytest.fixture(scope="session")
def logging_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a Python finds that it has to log everything."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "sitecustomize.py").write_text(LOGGING)
    return folder


@pytest.fixture
async def nest(lab: Lab, shell: Shell, logging_site: Path) -> AsyncIterator[Nest]:
    more = {f"C_{name}": value for name, value in SECRETS.items()}
    more["PYTHONPATH"] = f"{logging_site}:{ROOT}"
    async with servers() as (token, api):
        made = Nest(Shell(shell.home, lab.root, more, starts_often=True), lab, token, api)
        made.dev()
        made.request("list", path="{{in_path}}")
        TrustStore(shell.home / "state" / "outrider" / "trust.json").trust(
            lab.root, workspace_needs(lab.reader())
        )
        yield made
        # The last line of each process, but of one that another program has replaced.
        assert (shell.home / "everything.log").read_text()


@asynccontextmanager
async def servers() -> AsyncIterator[tuple[ToxicServer, ToxicServer]]:
    async with toxic_server(grant) as token, toxic_server(answer) as api:
        yield token, api


async def grant(call: Call) -> None:
    body = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "refresh_token": REFRESH_TOKEN}
    fields = (b"Content-Type: application/json", b"X-Issued: " + ACCESS_TOKEN.encode())
    await call.say(response(json.dumps(body).encode(), *fields))


async def answer(call: Call) -> None:
    await call.say(response(b'{"fine": true}'))


SHOWN = [(), ("-v",), ("--json",), ("--json", "-v"), ("--include", "-v")]


@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
async def test_a_send_that_goes_well_shows_no_secret(words: tuple[str, ...], nest: Nest) -> None:
    assert (await nest.run("send", "list", *words)).status == 0
    assert nest.leaks() == []
    (head,) = nest.api.heads
    assert SECRETS["in_header"].encode() in head
    assert f"q=x{quote(SECRETS['in_query'], safe='')}".encode() in head
    assert f"Bearer {ACCESS_TOKEN}".encode() in head
    credentials = re.findall(rb"Authorization: Basic (\S+)", nest.token.heads[0])
    assert quote(SECRETS["client_secret"], safe="").encode() in base64.b64decode(credentials[0])


@pytest.mark.parametrize("kind", BODIES)
async def test_a_secret_in_a_body_is_not_shown(kind: str, nest: Nest) -> None:
    nest.request("post", f'method = "POST"\n[body]\n{BODIES[kind]}\n')
    assert (await nest.run("send", "post", "--json", "-v")).status == 0
    assert nest.leaks() == []
    assert forms(SECRETS["in_body"]) & {
        form for form in forms(SECRETS["in_body"]) if form.encode() in nest.api.bodies[0]
    }


@pytest.mark.parametrize("auth", ["basic", "bearer", "api_key", "api_key_in_query"])
async def test_a_credential_of_the_request_is_not_shown(auth: str, nest: Nest) -> None:
    nest.request("own", f'[auth]\nuse = "{auth}"\n')
    assert (await nest.run("send", "own", "--json", "-v")).status == 0
    assert nest.leaks() == []
    secret = SECRETS["password" if auth == "basic" else auth.removesuffix("_in_query")]
    assert any(form.encode() in nest.api.heads[0] for form in forms(secret))


async def test_a_secret_that_is_posted_to_the_token_endpoint_is_not_shown(nest: Nest) -> None:
    nest.dev(auth='token_endpoint_auth_method = "client_secret_post"')
    assert (await nest.run("send", "list", "--json", "-v")).status == 0
    assert nest.leaks() == []
    assert b"client_secret=CANARY" in nest.token.bodies[0]


@pytest.mark.parametrize("words", SHOWN[2:4], ids=" ".join)
async def test_a_refusal_that_repeats_the_credentials_is_masked(
    words: tuple[str, ...], nest: Nest
) -> None:
    async def refuse(call: Call) -> None:
        secret = SECRETS["client_secret"]
        body = {
            "error": "invalid_client",
            "error_description": f"{secret}, {quote(secret, safe='')} of {call.head.decode()}",
            "error_uri": f"https://example.com/?s={secret}",
        }
        fields = (b"X-Echo: " + quote(secret).encode(), b"Content-Type: application/json")
        await call.say(response(json.dumps(body).encode(), *fields, status=b"401 Unauthorized"))

    nest.token.behaviour = refuse
    assert (await nest.run("send", "list", *words)).status == 4
    assert nest.leaks() == []
    assert nest.api.heads == []


async def test_an_answer_that_is_no_token_is_masked(nest: Nest) -> None:
    async def mirror(call: Call) -> None:
        await call.say(response(call.head.split(b"Authorization: ")[1]))

    nest.token.behaviour = mirror
    assert (await nest.run("send", "list", "--json", "-v")).status == 4
    assert nest.leaks() == []


async def test_a_401_whose_fields_repeat_everything_is_masked(nest: Nest) -> None:
    async def refuse(call: Call) -> None:
        challenge = f'WWW-Authenticate: Bearer error="invalid_token", token="{ACCESS_TOKEN}"'
        mine = f"X-Echo: {SECRETS['in_header']} {quote(SECRETS['in_query'])}"
        mine += f" {base64.b64encode(SECRETS['in_query'].encode()).decode()}"
        await call.say(
            response(b"no", challenge.encode(), mine.encode(), status=b"401 Unauthorized")
        )

    nest.api.behaviour = refuse
    for words in (("--json", "-v"), ("--include",)):
        assert (await nest.run("send", "list", *words)).status == 6
    assert nest.leaks() == []


async def test_a_body_that_repeats_the_token_is_masked_in_the_console_alone(nest: Nest) -> None:
    async def mirror(call: Call) -> None:
        await call.say(response(call.head))

    nest.api.behaviour = mirror
    said = await nest.run("send", "list", "-v")
    assert said.status == 0
    assert f"Bearer {ACCESS_TOKEN}".encode() in said.out
    assert leaks(EVERY_SECRET, [("standard error", said.err.encode())]) == []


@pytest.mark.parametrize("follow", [True, False])
async def test_a_redirect_that_carries_secrets_is_masked_and_not_followed(
    follow: bool, nest: Nest
) -> None:
    async with toxic_server(answer) as elsewhere:

        async def redirect(call: Call) -> None:
            target = f"{elsewhere.url}/?k={quote(SECRETS['in_query'])}&access_token={ACCESS_TOKEN}"
            await call.say(
                response(b"", f"Location: {target}".encode(), status=b"307 Temporary Redirect")
            )

        nest.api.behaviour = redirect
        nest.request("go", f"[options]\nfollow_redirects = {str(follow).lower()}\n")
        said = await nest.run("send", "go", "--json", "-v")
        assert said.status == 0
        assert nest.leaks() == []
        # What a server writes back of a URL goes to no other origin either.
        assert elsewhere.heads == []
        assert ("It would send a secret in the URL to another origin." in said.err) == follow


@pytest.mark.parametrize("which", ["token", "api"])
async def test_a_tls_failure_shows_no_secret(which: str, nest: Nest, secure: SecureServers) -> None:
    if which == "token":
        nest.dev(token=secure.servers.token_url)
    else:
        nest.dev(api=secure.servers.api_url)
    said = await nest.run("send", "list", "--json", "-v")
    assert said.status == (4 if which == "token" else 5)
    assert said.json["error"]["code"].startswith("tls_")
    assert nest.leaks() == []


async def test_a_proxys_password_is_not_shown(nest: Nest) -> None:
    async def mirror(call: Call) -> None:
        await call.say(response(call.head, status=b"400 Bad Request"))

    nest.api.behaviour = mirror
    for proxy in (f"127.0.0.1:{nest.api.port}", "127.0.0.1:1"):
        nest.dev(more=f'[proxy]\nurl = "http://me:CANARY-plain-7@{proxy}"\n')
        await nest.run("send", "list", "--json", "-v")
    assert nest.api.heads
    nest.lab.write({"environments/dev.toml": ""})
    credential = base64.b64encode(b"me:CANARY-plain-7").decode()
    assert credential.encode() in nest.api.heads[0]
    assert leaks(["CANARY-plain-7", credential], nest.written) == []
    assert nest.leaks() == []


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("invalid JSON", 'method = "POST"\n[body]\ntype = "json"\ncontent = "{ {{in_body}} }"\n'),
        ("a header that none is", 'method = "{{in_body}}"\n'),
        ("a URL that none is", 'path = { a = "{{in_body}}" }\n'),
        ("a host", ""),
    ],
)
async def test_a_mistake_with_a_secret_in_it_does_not_quote_it(
    name: str, more: str, nest: Nest
) -> None:
    nest.lab.request(
        "bad", "http://{{in_body}}/" if name == "a host" else "{{base_url}}/:a/:b", more
    )
    for words in (("send", "bad", "--json", "-v"), ("check",)):
        assert (await nest.run(*words)).status in {0, 2, 3, 5}
    assert nest.leaks() == []
    assert nest.api.heads == []


async def test_the_token_command_shows_the_token_and_nothing_else(nest: Nest) -> None:
    said = await nest.run("token", "-v")
    assert said.text == f"{ACCESS_TOKEN}\n"
    assert leaks(EVERY_SECRET, [("standard error", said.err.encode())]) == []


@pytest.mark.parametrize(
    "words",
    [
        ("token", "--as", "header"),
        ("token", "--as", "curl-config"),
        ("token", "--as", "kubectl"),
        ("token", "--as", "json"),
        ("exec", "--secret", "in_path", "--", "sh", "-c", "env"),
    ],
)
async def test_what_goes_to_another_program_is_on_standard_output_alone(
    words: tuple[str, ...], nest: Nest
) -> None:
    said = await nest.run(words[0], "-v", *words[1:])
    assert said.status == 0, said.err
    assert ACCESS_TOKEN in said.text
    shown = [("standard error", said.err.encode()), *files_below(nest.shell.home, nest.lab.root)]
    assert leaks(EVERY_SECRET, shown) == []
    others = [SECRETS[name] for name in SECRETS if name != "in_path"]
    assert leaks([*others, REFRESH_TOKEN], [("standard output", said.out)]) == []


async def test_secrets_are_shown_to_who_asks_for_them(nest: Nest) -> None:
    said = await nest.run("send", "list", "--json", "-v", "--reveal")
    assert said.status == 0
    for text in (said.text, said.err):
        assert SECRETS["in_header"] in text
        assert ACCESS_TOKEN in text
    assert json.dumps(REFRESH_TOKEN) in said.err


def test_a_crash_report_holds_no_value() -> None:
    secret = SECRETS["client_secret"]
    out = io.StringIO()
    try:
        try:
            raise KeyError(secret)
        except KeyError as inner:
            local = f"Bearer {secret}"
            raise ValueError(local) from inner
    except ValueError as fault:
        write_report(fault, out)
    assert "ValueError" in out.getvalue()
    assert "KeyError" in out.getvalue()
    assert leaks([secret], [("the report", out.getvalue().encode())]) == []


def test_the_search_finds_each_form() -> None:
    secret = SECRETS["client_secret"]
    for prefix in ("", "a", "ab", "id:", "user:"):
        encoded = base64.b64encode(f"{prefix}{secret}".encode())
        assert leaks([secret], [("there", b"Basic " + encoded)])
    assert leaks([secret], [("there", quote(secret, safe="").encode())])
    assert leaks([secret], [("there", json.dumps({"a": secret}).encode())])
