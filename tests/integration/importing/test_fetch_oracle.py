"""node decides: what a script sends with fetch, its import sends as well."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.integration.importing.bench import import_files, send_all
from tests.integration.importing.test_curl_oracle import essence
from tests.patience import PATIENCE
from tests.servers.wire import WireRequest, WireServer

NODE = shutil.which("node")
BY_ITSELF = frozenset(
    ("host", "connection", "content-length", "accept-encoding", "user-agent", "accept-language",
     "sec-fetch-mode", "transfer-encoding")
)  # fmt: skip
SCRIPT = r"""
const BASE = "http://localhost:28139";
const id = 7, token = 'tok-1';
await fetch("http://localhost:28139/chrome?status=open&q=a%20b", {
  "headers": {
    "accept": "application/json, text/plain, */*",
    "authorization": "Bearer eyJexample",
    "x-two": "a, b"
  },
  "body": null,
  "method": "GET",
  "mode": "cors"
});
await fetch(`${BASE}/orders/${id}`, {
    method: 'POST',            // a comment, a trailing comma
    headers: new Headers({ 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }),
    body: JSON.stringify({ a: 1, b: [true, null, 1.10], c: `t`, "ü": "\u00e9\ud83d\ude00" }),
});
await fetch(BASE + '/patch', { method: 'patch', body: "it's \"quoted\"\n" });
await fetch(BASE + '/put', { method: 'put', body: '{"a":1}', headers: [['X-A', '1'], ['Content-Type', 'text/plain']] });
const form = new URLSearchParams({ a: '1 2', b: 'ü&~*' });
form.append('a', '3');
await fetch(BASE + '/form', { method: 'POST', body: form });
await fetch(BASE + '/text', { method: 'POST', body: form.toString() });
const data = new FormData();
data.append('t', 'v w');
data.append('u', "2");
await fetch(BASE + '/multipart', { method: 'POST', body: data });
await fetch(BASE + '/pretty', { method: 'POST', body: JSON.stringify({ a: [1, { b: 2 }], c: {} }, null, 2), headers: { 'Content-Type': 'application/json' } });
await fetch(BASE + `/x/${encodeURIComponent("a/b c&d")}?q=${encodeURIComponent('ü!')}`).then(r => r.text());
await fetch(BASE + '/empty', { headers: { 'X-Empty': '' }, redirect: 'manual', signal: AbortSignal.timeout(5000) });
await fetch(new Request(BASE + '/request', { method: 'DELETE', headers: { 'X-A': 'b' } }));
await fetch(BASE + '/basic', { headers: { Authorization: 'Basic ' + btoa('me:pass') } });
await fetch(BASE + '/head', { method: 'HEAD' });
await fetch(BASE + '/braces', { method: 'POST', body: '{{x}} \\{{y}}', headers: { 'content-type': 'text/x' } });
"""  # noqa: E501


def named(request: WireRequest) -> set[str]:
    """The fields that have to be the same: all but what each side adds by itself."""
    return {
        name.lower()
        for name, value in request.headers
        if name.lower() not in BY_ITSELF and (name.lower(), value) != ("accept", "*/*")
    }


@pytest.mark.skipif(NODE is None, reason="node is not installed")
async def test_an_imported_script_sends_what_node_sends(
    tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert NODE is not None
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "calls.mjs"
    script.write_text(SCRIPT.replace("28139", str(wire.port)), "utf-8")
    done = subprocess.run(
        [NODE, script], cwd=tmp_path, check=False, timeout=PATIENCE, capture_output=True,
        env={"PATH": os.environ["PATH"]}, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    expected = wire.take()
    imported = import_files(tmp_path, "calls.mjs")
    environment = imported.environments[0].environment.id if imported.environments else None
    outcomes = await send_all(tmp_path, imported, environment)
    got = wire.take()
    assert len(got) == len(expected), (outcomes, imported.remarks)
    for theirs, ours in zip(expected, got, strict=True):
        assert essence(ours, named(theirs)) == essence(theirs, named(theirs))
