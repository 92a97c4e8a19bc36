"""What `check` and an import take in a workspace of 10,000 requests and 200 environments.

.venv/bin/python -m tests.bench.many_environments [REQUESTS ENVIRONMENTS RUNS]

Beside them stands what it takes to parse the same files by ``tomllib`` alone.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_ENVIRONMENT = """\
[variables]
base_url = "https://api{0}.example.com"
tenant = "t{0}"
[secrets]
client_secret = {{ env = "SECRET_{0}" }}
[auth.main]
type = "oauth2"
grant_type = "client_credentials"
token_endpoint = "https://id{0}.example.com/token"
client_id = "c{0}"
client_secret = "{{{{client_secret}}}}"
"""
_REQUEST = """\
# The item of one tenant; its fields stand in docs/items.md. Ask the team for access.
description = "Reads item {0}. The token comes from the environment: see https://docs.example.com"
url = "{{{{base_url}}}}/{{{{version}}}}/items/{0}?tenant={{{{tenant}}}}"
[[headers]]
name = "X-Tenant"
value = "{{{{tenant}}}}"
"""
_EXAMPLE = """\
HTTP/1.1 200 OK
Content-Type: application/json
ETag: "33a64df551425fcc55e4d42a148795d9f25f89d4"

{{"id": {0}, "name": "item {0}", "tags": ["a", "b"], "next_page_token": "abcdefgh{0:05}"}}
"""
_OAUTH = """\
[auth]
type = "oauth2"
grant_type = "client_credentials"
token_endpoint = "{{base_url}}/token"
client_id = "x"
client_secret = "{{client_secret}}"
"""
_BASIC = '[auth]\ntype = "basic"\nusername = "u"\npassword = "{{client_secret}}"\n'
_PARSING = """\
import pathlib, tomllib
for path in pathlib.Path().rglob("*.toml"):
    tomllib.loads(path.read_text("utf-8"))
"""
_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def write(root: Path, requests: int, environments: int, *, own: bool) -> None:
    """A workspace in a repository, with a comment and a description in each request.

    Each request has an auth of its own, or one in ten names the environment's; one in ten has an
    example.
    """
    subprocess.run(("git", "init", "-q", root), check=True)
    folder = root / "environments"
    folder.mkdir(parents=True)
    (root / "outrider.toml").write_text('[variables]\nversion = "v1"\n')
    for number in range(environments):
        (folder / f"env{number:03}.toml").write_text(_ENVIRONMENT.format(number))
    for number in range(requests):
        folder = root / f"requests/group{number // 100:03}"
        folder.mkdir(parents=True, exist_ok=True)
        used = "" if number % 10 else '[auth]\nuse = "main"\n'
        auth = (_OAUTH if number % 2 else _BASIC) if own else used
        (folder / f"get{number:05}.toml").write_text(_REQUEST.format(number) + auth)
        if number % 10 == 5:
            kept = root / f"examples/group{number // 100:03}/get{number:05}"
            kept.mkdir(parents=True)
            (kept / "ok.http").write_text(_EXAMPLE.format(number))


def measured(command: Sequence[str | Path], root: Path, runs: int) -> float:
    """Seconds of the processor in the program's own code, as few as in any of so many runs."""
    home = {"PATH": os.environ["PATH"], "HOME": str(root.parent)}
    took = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run(command, cwd=root, env=home, capture_output=True, check=True)
        took.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return min(took)


def main(requests: int = 10_000, environments: int = 200, runs: int = 3) -> None:
    """Prints a table."""
    header = [{"key": "X-A", "value": "{{client_secret}}"}]
    request = {"method": "GET", "url": "https://other.example.net/x", "header": header}
    collection = {"info": {"name": "C", "schema": _SCHEMA}, "item": [{"name": "a"}]}
    collection["item"] = [{"name": "a", "request": request}]
    program = Path(sys.executable).with_name("outrider")
    print(f"| {requests:,} requests, {environments} environments | tomllib | check | import |")
    print("|---|--:|--:|--:|")
    for own in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "w"
            write(root, requests, environments, own=own)
            (root.parent / "c.json").write_text(json.dumps(collection))
            parsed = measured((sys.executable, "-c", _PARSING), root, runs)
            checked = measured((program, "check"), root, runs)
            words = ("import", "../c.json", "--into", ".", "--dry-run")
            imported = measured((program, *words), root, 1)
            auths = "each an auth of its own" if own else "one in ten names an auth"
            print(f"| {auths} | {parsed:.1f} s | {checked:.1f} s | {imported:.1f} s |", flush=True)
    print(f"\nload average: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
