"""A mistake in files, a variable, a secret or trust: no server hears of it, and it is placed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.engine_lab import Lab, status
from tests.engine_output import told
from tests.servers.strict import StrictServers

from outrider.auth.validation import allowed_keys
from outrider.engine.send.send_job import SendJob, SendResult, WorkspaceSnapshot
from outrider.engine.workspace.trust_survey import workspace_needs
from outrider.errors import Fault, OutriderError
from outrider.next_steps import TrustWorkspace
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.trust_store import TrustStore

REQUEST = "requests/bad.toml"
DEV = "environments/dev.toml"
URL = 'url = "{{base_url}}/echo"\n'


@dataclass(frozen=True)
class Mistake:
    """One mistake: what is written, and the fault that has to come of it."""

    request: str
    code: str
    place: str
    words: tuple[str, ...] = ()
    dev: Mapping[str, str] = field(default_factory=dict)
    trusted: bool = True


MISTAKES = {
    "an unknown variable in the URL": Mistake(
        'url = "{{base_url}}/{{nope}}"\n', "unknown_variable", f"{REQUEST}:1: url", ("nope",)
    ),
    "an unknown variable in a query row": Mistake(
        URL + 'query = [{ name = "a", value = "{{nope}}" }]\n',
        "unknown_variable",
        f"{REQUEST}:2: query[1].value",
    ),
    "an unknown variable in a header": Mistake(
        URL + 'headers = [{ name = "A", value = "1" }, { name = "B", value = "{{ nope }}" }]\n',
        "unknown_variable",
        f"{REQUEST}:2: headers[2].value",
    ),
    "an unknown variable in the body": Mistake(
        'method = "POST"\n' + URL + '[body]\ntype = "text"\ncontent = "{{nope}}"\n',
        "unknown_variable",
        f"{REQUEST}:5: body.content",
    ),
    "an unknown variable in a form": Mistake(
        'method = "POST"\n'
        + URL
        + '[body]\ntype = "form"\nfields = [{ name = "a", value = "{{nope}}" }]\n',
        "unknown_variable",
        f"{REQUEST}:5: body.fields[1].value",
    ),
    "an unknown variable in a path parameter": Mistake(
        'url = "{{base_url}}/:id"\npath = { id = "{{nope}}" }\n',
        "unknown_variable",
        f"{REQUEST}:2: path.id",
    ),
    "a path parameter without a value": Mistake(
        'url = "{{base_url}}/:id"\n', "path_parameter_missing", f"{REQUEST}:1: url", ("id",)
    ),
    "a path parameter that climbs": Mistake(
        'url = "{{base_url}}/a/:id"\npath = { id = ".." }\n', "", f"{REQUEST}:", ("..",)
    ),
    "an unknown variable in the request's auth": Mistake(
        URL + '[auth]\ntype = "bearer"\ntoken = "{{nope}}"\n',
        "unknown_variable",
        f"{REQUEST}:4: auth.token",
    ),
    "an unknown variable in the environment's auth": Mistake(
        URL,
        "unknown_variable",
        f"{DEV}:11: auth.default.scope",
        dev={"orders.read orders.write": "{{nope}}"},
    ),
    "an unknown variable in the proxy": Mistake(
        URL,
        "unknown_variable",
        f"{DEV}:3: proxy.url",
        dev={"[variables]": '[proxy]\nurl = "{{nope}}"\n[variables]'},
    ),
    "an unknown dynamic variable": Mistake(
        'url = "{{base_url}}/{{$gvid}}"\n',
        "unknown_variable",
        f"{REQUEST}:1: url",
        ("$guid",),
    ),
    "a cycle": Mistake(
        'url = "{{base_url}}/{{a}}"\n[variables]\na = "{{b}}"\nb = "{{a}}"\n',
        "variable_cycle",
        f"{REQUEST}:",
        ("a", "b"),
    ),
    "a line break in a header value": Mistake(
        URL + 'headers = [{ name = "A", value = "{{a}}" }]\n[variables]\na = "x\\r\\nX-Evil: 1"\n',
        "forbidden_character",
        f"{REQUEST}:2: headers[1].value",
    ),
    "a line break in the URL": Mistake(
        'url = "{{base_url}}/{{a}}"\n[variables]\na = "x\\ny"\n',
        "forbidden_character",
        f"{REQUEST}:1: url",
    ),
    "a URL that has no scheme": Mistake(
        'url = "127.0.0.1/x"\n', "url_no_scheme", f"{REQUEST}:1: url"
    ),
    "an invalid JSON body": Mistake(
        'method = "POST"\n'
        + URL
        + "[body]\ntype = \"json\"\ncontent = '''{\"n\": {{n}}}'''\n[variables]\nn = \"\"\n",
        "json_invalid",
        f"{REQUEST}:5: body.content",
    ),
    "a body file that is not there": Mistake(
        'method = "POST"\n' + URL + '[body]\ntype = "file"\nfile = "none.bin"\n',
        "file_unreadable",
        f"{REQUEST}:5: body.file",
        ("none.bin",),
    ),
    "a body from a pipe": Mistake(
        'method = "POST"\n' + URL + '[body]\ntype = "file"\nfile = "pipe"\n',
        "file_unreadable",
        f"{REQUEST}:5: body.file",
        ("not a regular file",),
    ),
    "an auth that the environment does not have": Mistake(
        URL + '[auth]\nuse = "biling"\n',
        "unknown_auth",
        f"{REQUEST}:3: auth.use",
        ("default, billing",),
    ),
    "an access token without OAuth": Mistake(
        'url = "{{base_url}}/{{access_token}}"\n[auth]\ntype = "none"\n',
        "no_access_token",
        f"{REQUEST}:1: url",
    ),
    "an empty secret": Mistake(
        URL, "secret_empty", f"{DEV}:5: secrets.client_secret", dev={"dev-only-secret": ""}
    ),
    "a OS environment variable that is not set": Mistake(
        URL,
        "secret_unset",
        f"{DEV}:5: secrets.client_secret",
        ("OUTRIDER_TEST_UNSET",),
        dev={'"dev-only-secret"': '{ env = "OUTRIDER_TEST_UNSET" }'},
    ),
    "a secret file that is not there": Mistake(
        URL,
        "",
        f"{DEV}:5: secrets.client_secret",
        ("none.key",),
        dev={'"dev-only-secret"': '{ file = "none.key" }'},
    ),
    "a keyring": Mistake(
        URL,
        "",
        f"{DEV}:5: secrets.client_secret",
        ("keyring",),
        dev={'"dev-only-secret"': '{ keyring = "outrider/dev" }'},
    ),
    "a variable that shadows a secret": Mistake(
        URL + '[variables]\nclient_secret = "x"\n', "", f"{REQUEST}:3: variables.client_secret"
    ),
    "a host that the credential must not go to": Mistake(
        'url = "http://127.0.0.1:1/echo"\n',
        "host_not_allowed",
        f"{DEV}:12: auth.default.hosts",
        ("127.0.0.1", "api.example.com"),
        dev={"[auth.billing]": 'hosts = ["api.example.com"]\n[auth.billing]'},
    ),
    "a OS environment variable in an untrusted workspace": Mistake(
        'url = "{{base_url}}/{{$env.HOME}}"\n', "trust", "", ("HOME",), trusted=False
    ),
    "an env secret in an untrusted workspace": Mistake(
        URL,
        "trust",
        f"{DEV}:5: secrets.client_secret",
        dev={'"dev-only-secret"': '{ env = "HOME" }'},
        trusted=False,
    ),
    "a body file outside an untrusted workspace": Mistake(
        'method = "POST"\n' + URL + '[body]\ntype = "file"\nfile = "../private.txt"\n',
        "trust",
        f"{REQUEST}:5: body.file",
        trusted=False,
    ),
    "a part outside an untrusted workspace": Mistake(
        'method = "POST"\n'
        + URL
        + '[body]\ntype = "multipart"\nparts = [{ name = "a", file = "/etc/hostname" }]\n',
        "trust",
        f"{REQUEST}:5: body.parts[1].file",
        trusted=False,
    ),
    "a link that leads out of an untrusted workspace": Mistake(
        'method = "POST"\n' + URL + '[body]\ntype = "file"\nfile = "link.txt"\n',
        "trust",
        f"{REQUEST}:5: body.file",
        trusted=False,
    ),
    "a secret file outside an untrusted workspace": Mistake(
        URL,
        "trust",
        f"{DEV}:5: secrets.client_secret",
        dev={'"dev-only-secret"': '{ file = "../private.txt" }'},
        trusted=False,
    ),
    "a CA bundle outside an untrusted workspace": Mistake(
        URL,
        "trust",
        f"{DEV}:3: tls.ca_bundle",
        dev={"[variables]": '[tls]\nca_bundle = "../private.txt"\n[variables]'},
        trusted=False,
    ),
}


async def attempt(lab: Lab, servers: StrictServers, request: str = "bad") -> tuple[SendResult, str]:
    """Sends, and looks that nothing was sent; also everything that was told."""
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, request)
        text = told(workbench, result)
    assert servers.api.recorder.count == 0
    assert servers.authorization.recorder.count == 0
    assert result.exchanges == ()
    return result, text


def edit(file: Path, changes: Mapping[str, str]) -> None:
    text = file.read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text)


@pytest.mark.parametrize("name", MISTAKES)
async def test_a_mistake_is_placed_and_nothing_is_sent(
    name: str, lab: Lab, demo_servers: StrictServers
) -> None:
    mistake = MISTAKES[name]
    lab.root.parent.joinpath("private.txt").write_text("private-of-this-person")
    lab.root.joinpath("link.txt").symlink_to("../private.txt")
    os.mkfifo(lab.root / "pipe")
    lab.write({REQUEST: mistake.request})
    edit(lab.root / DEV, mistake.dev)
    lab.trusted = mistake.trusted
    result, text = await attempt(lab, demo_servers)
    assert result.error is not None
    assert result.error.exit_code == 3
    fault = only(result.error)
    if mistake.code:
        assert fault.code == mistake.code
    assert str(fault.place or "").startswith(mistake.place)
    for word in mistake.words:
        assert word in f"{fault.what} {fault.why} {fault.advice} {fault.step}"
    for secret in ("dev-only-secret", "private-of-this-person", "X-Evil"):
        assert secret not in text


def only(error: OutriderError) -> Fault:
    (fault,) = error.faults
    assert fault.what.strip()
    return fault


async def test_every_mistake_is_listed_at_once(lab: Lab, demo_servers: StrictServers) -> None:
    lab.write(
        {
            REQUEST: 'method = "POST"\nurl = "{{base_url}}/{{one}}"\n'
            'headers = [{ name = "A", value = "{{two}}" }]\n'
            'query = [{ name = "q", value = "{{three}}" }, '
            '{ name = "r", value = "{{five}}", enabled = false }]\n'
            '[body]\ntype = "text"\ncontent = "{{four}}"\n'
        }
    )
    edit(lab.root / DEV, {"orders.read orders.write": "{{six}}"})
    result, _ = await attempt(lab, demo_servers)
    assert result.error is not None
    places = {str(fault.place) for fault in result.error.faults}
    assert places == {
        f"{REQUEST}:2: url",
        f"{REQUEST}:3: headers[1].value",
        f"{REQUEST}:4: query[1].value",
        f"{REQUEST}:7: body.content",
        f"{DEV}:11: auth.default.scope",
    }
    assert result.error.exit_code == 3


async def test_a_disabled_row_is_not_resolved(lab: Lab, demo_servers: StrictServers) -> None:
    lab.write({REQUEST: URL + 'query = [{ name = "a", value = "{{nope}}", enabled = false }]\n'})
    async with lab.workbench() as workbench:
        assert status(await lab.send(workbench, "bad")) == 200
    assert demo_servers.api.recorder.requests[0].target == "/echo"


def with_command(lab: Lab, word: str = "first") -> Path:
    """Gives the environment a secret that a program writes; where its run can be seen."""
    trace = lab.root.parent / f"it-ran-{word}"
    code = f"import pathlib; pathlib.Path({str(trace)!r}).touch(); print('dev-only-secret')"
    command = f'{{ command = [{sys.executable!r}, "-I", "-c", {code!r}] }}'.replace("\\'", "'")
    edit(lab.root / DEV, {'"dev-only-secret"': command.replace(f"{code!r}", f'"""{code}"""')})
    return trace


async def test_an_untrusted_workspace_runs_no_program(
    lab: Lab, demo_servers: StrictServers
) -> None:
    trace = with_command(lab)
    lab.trusted = False
    result, _ = await attempt(lab, demo_servers, "list")
    assert result.error is not None
    assert (result.error.exit_code, only(result.error).code) == (3, "trust")
    assert str(only(result.error).place) == f"{DEV}:5: secrets.client_secret"
    assert only(result.error).step == TrustWorkspace()
    assert not trace.exists()


async def test_a_command_that_has_changed_since_it_was_trusted_does_not_run(
    lab: Lab, demo_servers: StrictServers, tmp_path: Path
) -> None:
    store = TrustStore(tmp_path / "state" / "trust.json")
    first = with_command(lab)
    store.trust(lab.root, workspace_needs(lab.reader()))
    async with lab.workbench() as workbench:
        assert status(await workbench.sender.send(stored_job(lab, store))) == 200
    assert first.exists()
    demo_servers.reset()
    edit(lab.root / DEV, {"it-ran-first": "it-ran-second"})
    async with lab.workbench() as workbench:
        result = await workbench.sender.send(stored_job(lab, store))
    assert result.error is not None
    assert result.error.exit_code == 3
    assert only(result.error).code == "trust"
    assert not (lab.root.parent / "it-ran-second").exists()
    assert demo_servers.authorization.recorder.count == demo_servers.api.recorder.count == 0


def stored_job(lab: Lab, store: TrustStore) -> SendJob:
    """A send whose trust is what the store says."""
    reader = WorkspaceReader(lab.root, trusted=True, auth_keys=allowed_keys)
    snapshot = WorkspaceSnapshot(
        root=lab.root,
        settings=reader.settings(),
        environment=reader.environment("dev"),
        trust=store.trust_of(lab.root),
        with_line=reader.with_line,
    )
    return SendJob(snapshot, reader.find_request("list"))
