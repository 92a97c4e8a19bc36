"""What Outrider exports for another program, its import sends as the request did."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.integration.importing.bench import import_files, send_all
from tests.integration.importing.test_curl_oracle import essence
from tests.patience import PATIENCE
from tests.servers.wire import WireServer
from tests.shell import Shell

COMMANDS = r"""
curl 'localhost:28139/json?x=a%20b&y' -H 'X-A: it'"'"'s "q" `b` $v' --json '{"a": "ü\n$x `y` {{z}}"}'
curl localhost:28139/form -d 'a=1&b=x+y&c=%26'
curl localhost:28139/text -X PUT -H 'Content-Type: text/plain' --data-raw $'line\r\n"two"\t\\ ’‘ $(x) %41 #'
curl localhost:28139/multipart -F a=1 -F 'b= two;x' -F f=@a.txt
curl localhost:28139/basic -u 'me:p ss' -X PURGE -H 'Accept;'
curl -I localhost:28139/head
curl -L localhost:28139/follow -H 'X-Two: 1'
curl localhost:28139/delete -X DELETE
curl localhost:28139/file --data-binary @a.txt -H 'Content-Type: application/octet-stream'
"""  # noqa: E501
BY_ITSELF = frozenset(
    ("host", "connection", "content-length", "accept-encoding", "user-agent", "accept")
)
NODE = shutil.which("node")
PEERS = Path(__file__).parents[3] / ".node-peers"
VALIDATE = """
const validate = require("har-validator");
const files = process.argv.slice(1).map(one => JSON.parse(require("fs").readFileSync(one)));
Promise.all(files.map(one => validate.har(one))).catch(error => {
  console.error(JSON.stringify(error.errors));
  process.exit(1);
});
"""
FORMATS = {"fetch": "js", "powershell": "ps1", "httpie": "sh", "har": "har"}


@pytest.mark.parametrize("form", FORMATS)
async def test_the_import_of_an_export_changes_nothing_on_the_wire(
    form: str, tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, again = tmp_path / "place", tmp_path / "again"
    for one in (place, again):
        one.mkdir()
        (one / "a.txt").write_bytes(b"a text\r\nfile\n")
    monkeypatch.chdir(place)
    (place / "all.sh").write_text(COMMANDS.replace("28139", str(wire.port)), "utf-8")
    imported = import_files(place, "all.sh")
    environment = imported.environments[0].environment.id if imported.environments else None
    await send_all(place, imported, environment)
    expected = wire.take()
    assert len(expected) == len(COMMANDS.strip().split("\n"))
    shell = Shell(tmp_path / "home", place)
    monkeypatch.chdir(again)
    for request, theirs in zip(imported.requests, expected, strict=True):
        told = shell.run("export", request.id, "--as", form, "--reveal", "--trust")
        assert told.status == 0, told.err
        name = f"{request.id}.{FORMATS[form]}"
        (again / name).write_text(told.text, "utf-8")
        back = import_files(again, name)
        assert len(back.requests) == 1, (told.text, back.remarks)
        chosen = back.environments[0].environment.id if back.environments else None
        outcomes = await send_all(again, back, chosen)
        got = wire.take()
        report = [remark.what for remark in back.remarks]
        assert len(got) == 1, (told.text, outcomes, report)
        names = {key.lower() for key, _ in theirs.headers} - BY_ITSELF
        assert essence(got[0], names) == essence(theirs, names), (told.text, report)
    if form == "har" and NODE and (PEERS / "node_modules/har-validator").is_dir():
        done = subprocess.run(
            [NODE, "-e", VALIDATE, *map(str, again.glob("*.har"))], cwd=PEERS, check=False,
            timeout=PATIENCE, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
