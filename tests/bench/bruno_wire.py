"""What Bruno sends of its collections, and what Outrider sends of them: imported, and back.

.venv/bin/python -m tests.bench.bruno_wire BRU [COLLECTION ENVIRONMENT [NAME=VALUE ...]]

BRU is Bruno's command line (npm i @usebruno/cli: node_modules/.bin/bru), COLLECTION a folder with
``bruno.json``; without it, ``bruno_kinds`` beside this file is sent. The values are for what the
environment gives none. Every host in it is replaced by a server on loopback that records. Scripts
before requests are taken out, for Outrider runs none. Then the workspace is exported for Bruno and
sent by it once more.
"""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

from tests.shell import PROGRAM, Shell

_HOST = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?")
_BARE_HOST = re.compile(r"(?<![/\w.])(?:localhost|127\.0\.0\.1):\d+")
_BY_ITSELF = frozenset(
    ("host", "connection", "content-length", "accept-encoding", "user-agent", "accept",
     "transfer-encoding", "request-start-time", "cookie")
)  # fmt: skip
"""What each side adds or words by itself."""
_SCRIPT = re.compile(r"^script:pre-request \{\n.*?\n\}\n", re.DOTALL | re.MULTILINE)


class _Recorder(http.server.ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def take(self) -> Counter[str]:
        found, self.seen = self.seen, []
        return Counter(found)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65_537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self._answer()

    def _answer(self) -> None:
        assert isinstance(self.server, _Recorder)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        while "chunked" in (self.headers.get("transfer-encoding") or ""):
            size = int(self.rfile.readline().strip() or b"0", 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if not size:
                break
        headers = sorted(
            (name.lower(), value)
            for name, value in self.headers.items()
            if name.lower() not in _BY_ITSELF
        )
        written = json.dumps([self.command, self.path, headers, body.decode("latin-1")])
        if found := re.search(r"boundary=([^\s\";\\]+)", written):
            written = written.replace(found[1], "BOUNDARY")
        self.server.seen.append(written)
        token = {"access_token": "T", "token_type": "Bearer", "expires_in": 3600}
        answer = json.dumps({**token, "id": 42, "list": [1, 2]})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        del format, args


KINDS = Path(__file__).parent / "bruno_kinds"


def main(bru: str, collection: str = str(KINDS), environment: str = "Dev", *values: str) -> None:
    """Sends, and prints what differs."""
    command = [bru, "run", "-r", *(word for value in values for word in ("--env-var", value))]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        recorder = _Recorder()
        copy = root / "collection"
        shutil.copytree(collection, copy)
        for path in copy.rglob("*.bru"):
            place = f"127.0.0.1:{recorder.server_port}"
            text = _BARE_HOST.sub(place, _HOST.sub(f"http://{place}", path.read_text()))
            path.write_text(_SCRIPT.sub("", text))
        theirs = _sent_by_bruno(command, copy, environment, recorder)
        shell = Shell(root / "home", root, dict(os.environ))
        _run(shell, "import", "collection", "--into", "w", "--yes")
        names = [path.stem for path in (root / "w/environments").glob("*.toml")]
        chosen = environment.lower() if environment.lower() in names else "".join(names[:1])
        words = ["--env", chosen] if chosen else []
        words += [word for value in values for word in ("--var", value)]
        _run(shell, "run", "--workspace", "w", "--trust", "--yes", *words)
        ours = recorder.take()
        _tell("imported", theirs, ours)
        _run(shell, "export", "--as", "bruno", "--output", "out", "--reveal", "--trust",
             "--workspace", "w")  # fmt: skip
        files = list((root / "out/environments").glob("*.bru"))
        known = [path.stem for path in files if path.stem == environment] or [
            path.stem for path in files
        ]
        _tell("exported", ours, _sent_by_bruno(command, root / "out", "".join(known[:1]), recorder))


def _run(shell: Shell, *words: str) -> None:
    subprocess.run(
        [*PROGRAM, *words], cwd=shell.folder, env=shell.environ, capture_output=True, check=False
    )


def _sent_by_bruno(
    command: list[str], folder: Path, environment: str, recorder: _Recorder
) -> Counter[str]:
    words = ["--env", environment] if environment else []
    subprocess.run(
        [*command, *words], cwd=folder, env=dict(os.environ), capture_output=True, check=False
    )
    return recorder.take()


def _tell(what: str, first: Counter[str], second: Counter[str]) -> None:
    same = sum((first & second).values())
    print(f"{what}: {first.total()} and {second.total()} requests, {same} are the same")
    for one in (first - second).elements():
        print(f"  only the first:  {one[:300]}")
    for one in (second - first).elements():
        print(f"  only the second: {one[:300]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
