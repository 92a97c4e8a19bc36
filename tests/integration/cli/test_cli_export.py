"""``outrider export``: what it prints does what a send does; printing sends nothing."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from tests.canary import leaks
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.shell import Shell

from outrider.exporters import EXPORTERS
from outrider.model.secret import MASK

POST = """
method = "POST"
headers = [{ name = "X-Note", value = "it's a note" }]
[variables]
note = "déjà"
[body]
type = "json"
content = '''{"item": "{{note}}", "quantity": 2}'''
"""


def test_the_secrets_are_masked_and_nothing_is_sent(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    said = shell.run("export", "list", "--trust")
    assert (said.status, said.err) == (0, "")
    assert f"--header 'Authorization: Bearer {MASK}'" in said.text
    assert f"curl {demo_servers.api_url}/orders" in said.text
    assert demo_servers.api.recorder.requests == ()
    assert demo_servers.authorization.recorder.requests == ()


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_what_is_printed_with_reveal_does_what_a_send_does(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.write({"requests/make.toml": f'url = "{{{{base_url}}}}/orders"\n{POST}'})
    sent = shell.run("send", "make", "--json", "--trust")
    assert sent.status in {0, 6}, sent.err
    said = shell.run("export", "make", "--as", "curl", "--reveal", "--trust")
    assert said.status == 0
    assert "token POST" in said.err
    done = subprocess.run(
        ["bash", "-c", said.text], capture_output=True, check=True, timeout=PATIENCE, text=True
    )
    ours, theirs = demo_servers.api.recorder.requests
    assert (theirs.method, theirs.target, theirs.body) == (ours.method, ours.target, ours.body)
    for name in ("x-note", "content-type", "content-length", "accept"):
        assert theirs.header(name) == ours.header(name)
    assert (theirs.header("authorization") or "").startswith("Bearer ")
    assert json.loads(done.stdout).keys() == json.loads(sent.json["response"]["body"]).keys()


@pytest.mark.parametrize("format_name", ["curl", "har", "jsonl", "text"])
def test_every_format_masks(lab: Lab, shell: Shell, format_name: str) -> None:
    lab.request("key", "{{base_url}}/orders?key={{client_secret}}")
    said = shell.run("export", "key", "--as", format_name, "--trust")
    assert said.status == 0
    assert leaks(["dev-only-secret"], [("out", said.out), ("err", said.err.encode())]) == []
    assert "/orders?key=" in said.text


def test_mistakes_are_told(lab: Lab, shell: Shell) -> None:
    lab.request("bad", "{{base_ulr}}/orders")
    said = shell.run("export", "bad", "--trust")
    assert (said.status, said.out) == (3, b"")
    assert "base_ulr" in said.err
    said = shell.run("export", "list", "--as", "tar", "--trust")
    assert said.status == 2
    assert '"tar" is not one of: ' in said.err
    assert all(exporter.name in said.err for exporter in EXPORTERS)


@pytest.mark.parametrize("format_name", ["curl", "har", "jsonl", "text"])
def test_a_mask_needs_no_secret_and_what_is_revealed_does(
    lab: Lab, shell: Shell, demo_servers: StrictServers, format_name: str
) -> None:
    unset = '[secrets]\napi_key = { env = "NOBODY_SET_THIS" }\npin = { prompt = true }\n'
    environment = lab.root / "environments/dev.toml"
    environment.write_text(environment.read_text().replace("[secrets]\n", unset))
    lab.request("key", "{{base_url}}/orders?key={{api_key}}&pin={{pin}}")
    said = shell.run("export", "key", "--as", format_name, "--trust")
    assert said.status == 0, said.err
    assert "/orders?key=" in said.text
    assert "stand-in" not in said.text + said.err
    assert "NOBODY_SET_THIS" in said.err
    said = shell.run("export", "key", "--as", format_name, "--trust", "--reveal")
    assert (said.status, said.out) == (3, b"")
    assert "NOBODY_SET_THIS" in said.err
    assert demo_servers.api.recorder.requests == ()
