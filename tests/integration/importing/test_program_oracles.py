"""The real wget and HTTPie decide: what they send, their imported commands send as well."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.integration.importing.bench import import_files, send_all
from tests.integration.importing.test_curl_oracle import essence
from tests.patience import PATIENCE
from tests.servers.wire import WireRequest, WireServer

WGET = shutil.which("wget")
PEERS = Path(__file__).parents[3] / ".venv-peers/bin/python"
HAS_HTTPIE = PEERS.is_file() and any(PEERS.parents[1].glob("lib/*/site-packages/httpie"))
FILES = {
    "a.txt": b"a text file\n",
    "b.json": b'{"n": [1, 2]}\n',
    "c.bin": b"\x00\xff",
}
BY_ITSELF = frozenset(
    ("host", "connection", "content-length", "accept-encoding", "user-agent", "accept")
)
WGET_COMMANDS = r"""
wget -qO- 'localhost:28139/plain?a=b%20c&d'
wget -qO- --header='X-A: 1' --header='X-B: 1' --header='x-a: 2' localhost:28139/last
wget -qO- --header='X-E:' -U 'my agent' --referer=http://r/ localhost:28139/empty
wget -qO- --post-data 'a=b&c=d e' localhost:28139/post
wget -qO- --post-file=b.json localhost:28139/file
wget -q --method=put --body-data='{"a":1}' --header Content-Type:application/json localhost:28139
wget -qO- --method=DELETE localhost:28139/delete
wget -qO- --method PATCH --body-file=c.bin localhost:28139/patch
wget -qO- --auth-no-challenge --user=me --password='p:ss w%rd' localhost:28139/auth
wget -nv --no-cache -O - localhost:28139/one localhost:28139/two
wget -q --spider localhost:28139/head
wget -q -O- --header='X-Name: $NAME' --header="X-Value: $NAME" localhost:28139/v
N=localhost:28139; wget -qO- "$N/from-variable" --post-data="n=$N"
wget -qO- --head=X-Short:1 localhost:28139/prefix
"""
HTTPIE_COMMANDS = r"""
http :28139/orders X-Trace:1 name=J n:=1 tags:='["a","b"]' 'meta[k][]=v' q==1 q==2
http --form PUT localhost:28139/p a=1 'a=2 3' 'c:=12' 'd:="x y"'
http --form PUT localhost:28139/f a=1 'f@./a.txt;type=text/x' g@b.json
http --multipart localhost:28139/m a=1 'b= x;y'
http localhost:28139/e 'X-Empty;' Accept: -a id:s:ecret
http -A bearer -a tok.en GET localhost:28139/b 'a\:b=c' H:@a.txt body=@a.txt j:=@b.json
http --raw '{"x": 1}' POST localhost:28139/raw Content-Type:text/plain
http localhost:28139/esc 'a\=b==c' 'x\\y=1' 'p==@a.txt' 'u:=null' 'ü=é'
http --json localhost:28139/j
http HEAD localhost:28139/h
http delete 'localhost:28139/d?x=1' y==2
http localhost:28139/nested 'a[b][0]=1' 'a[b][2]=2' 'a[c]:=true'
http localhost:28139/list '[]:=1' '[]=two'
http localhost:28139/file @c.bin
http localhost:28139/typed @a.txt Content-Type:text/csv
http -f localhost:28139/rawform --raw 'a=b'
http :28139 A:1 A:2
http -v --check-status --follow --timeout=5 --print=hb localhost:28139/o x=1
"""
ONE_PROCESS = """
import contextlib, json, os, sys
from httpie.core import main
for words in json.load(sys.stdin):
    main([words[0], "--ignore-stdin", *words[1:]])
"""


def named(request: WireRequest) -> set[str]:
    """The fields that have to be the same: all but what each side adds by itself."""
    names = {name.lower() for name, _ in request.headers} - BY_ITSELF
    typed = {
        name.lower()
        for name, value in request.headers
        if name.lower() in {"accept", "user-agent"}
        and value not in {"*/*"}
        and not value.startswith(("Wget/", "HTTPie/"))
    }
    return names | typed


async def compare(script: str, expected: list[WireRequest], place: Path, wire: WireServer) -> None:
    """Imports a script, sends all of it, and compares each request."""
    (place / "script.sh").write_text(script)
    imported = import_files(place, "script.sh")
    environment = imported.environments[0].environment.id if imported.environments else None
    outcomes = await send_all(place, imported, environment)
    got = wire.take()
    report = [remark.what for remark in imported.remarks]
    assert len(got) == len(expected), (outcomes, report)
    lines = [line for line in script.split("\n") if line]
    for theirs, ours in zip(expected, got, strict=True):
        assert essence(ours, named(theirs)) == essence(theirs, named(theirs)), lines


def folder_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "place"
    place.mkdir()
    for name, data in FILES.items():
        (place / name).write_bytes(data)
    monkeypatch.chdir(place)
    monkeypatch.setenv("NAME", "value")
    return place


@pytest.mark.skipif(WGET is None, reason="wget is not installed")
async def test_imported_commands_send_what_wget_sends(
    tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder_of(tmp_path, monkeypatch)
    script = WGET_COMMANDS.replace("28139", str(wire.port))
    environ = {"PATH": os.environ["PATH"], "HOME": str(place), "NAME": "value"}
    subprocess.run(
        ["bash", "-c", script], cwd=place, env=environ, check=False, timeout=PATIENCE,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    await compare(script, wire.take(), place, wire)


@pytest.mark.skipif(not HAS_HTTPIE, reason="HTTPie is not installed: make test does it")
async def test_imported_commands_send_what_httpie_sends(
    tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder_of(tmp_path, monkeypatch)
    script = HTTPIE_COMMANDS.replace("28139", str(wire.port))
    words = [shlex.split(line) for line in script.strip().split("\n")]
    environ = {"PATH": os.environ["PATH"], "HOME": str(place), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [PEERS, "-c", ONE_PROCESS], input=json.dumps(words), cwd=place, env=environ, check=False,
        timeout=PATIENCE, text=True, capture_output=True,
    )  # fmt: skip
    expected = wire.take()
    assert len(expected) == len(words), done.stderr
    await compare(script, expected, place, wire)
