"""``outrider run`` beside bare loops of httpx, and beside httpyac, over http on loopback.

All are fresh processes, run in turn against one server in a process of its own, which counts token
requests and says how many there were. httpyac is measured where its program is given.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

SERVER = r"""
import asyncio
TOKEN = b'{"access_token": "token-of-the-bench", "token_type": "Bearer", "expires_in": 3600}'
BODY = b'{"orders": [{"id": "o-1", "item": "tea"}, {"id": "o-2", "item": "coffee"}]}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
tokens = 0

class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b""
    def data_received(self, data):
        global tokens
        self.data += data
        while (end := self.data.find(b"\r\n\r\n")) >= 0:
            lines = self.data[:end].lower().split(b"\r\n")
            sizes = [int(one[15:]) for one in lines if one.startswith(b"content-length:")]
            whole = end + 4 + sum(sizes)
            if len(self.data) < whole:
                return
            path, self.data = self.data.split(b" ", 2)[1], self.data[whole:]
            answer = BODY
            if path == b"/token":
                tokens, answer = tokens + 1, TOKEN
            elif path == b"/count":
                tokens, answer = 0, b"%d" % tokens
            self.transport.write(HEAD % len(answer) + answer)

async def main():
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""
LOOP = """
import sys
sys.modules["httpx._main"] = None
import httpx
url, count = sys.argv[1], int(sys.argv[2])
with httpx.Client() as client:
    form = {"grant_type": "client_credentials", "scope": "orders.read"}
    token = client.post(f"{url}/token", data=form, auth=("orders-cli", "bench-secret")).json()
    fields = {"Authorization": f"Bearer {token['access_token']}", "Accept": "application/json"}
    for _ in range(count):
        response = client.get(f"{url}/orders", params={"status": "open"}, headers=fields)
        assert response.status_code == 200 and response.json()
"""
ASYNC_LOOP = """
import asyncio, sys
sys.modules["httpx._main"] = None
import httpx
async def main(url, count):
    async with httpx.AsyncClient() as client:
        form = {"grant_type": "client_credentials", "scope": "orders.read"}
        answer = await client.post(f"{url}/token", data=form, auth=("orders-cli", "bench-secret"))
        fields = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        fields["Accept"] = "application/json"
        for _ in range(count):
            response = await client.get(f"{url}/orders", params={"status": "open"}, headers=fields)
            assert response.status_code == 200 and response.json()
asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""
ENVIRONMENT = """
[variables]
base_url = "{url}"
[secrets]
client_secret = "bench-secret"
[auth.default]
type = "oauth2"
token_endpoint = "{url}/token"
client_id = "orders-cli"
client_secret = "{{{{client_secret}}}}"
scope = "orders.read"
"""
REQUEST = """
url = "{{base_url}}/orders"
query = [{ name = "status", value = "open" }]
headers = [{ name = "Accept", value = "application/json" }]
[[expect]]
status = 200
"""
HTTPYAC = """
@oauth2_tokenEndpoint={url}/token
@oauth2_clientId=orders-cli
@oauth2_clientSecret=bench-secret
@oauth2_scope=orders.read
"""
HTTPYAC_REQUEST = """
###
GET {url}/orders?status=open
Accept: application/json
Authorization: openid client_credentials

?? status == 200
"""


@dataclass(frozen=True)
class Measure:
    """One process: seconds, processor seconds, its largest memory (kB), its token requests."""

    wall: float
    cpu: float
    memory: int
    tokens: int


def main() -> None:
    """Measures and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--httpyac", help="the program of httpyac")
    arguments = parser.parse_args()
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()},", end=" ")
    print(f"httpx {version('httpx')}, {arguments.runs} runs each, in turn; medians")
    with tempfile.TemporaryDirectory() as name, serving() as url:
        folder = Path(name)
        thousand(folder, url, arguments.runs)
        twenty(folder, url, arguments.runs, arguments.httpyac)


def thousand(folder: Path, url: str, runs: int) -> None:
    """1,000 requests, and 5,000 for the memory."""
    one, files = workspace(folder / "one", url, 1), workspace(folder / "files", url, 1000)
    rows = folder / "rows.csv"
    rows.write_text("n\n" + "".join(f"{number}\n" for number in range(1000)))
    python = sys.executable
    commands = {
        "a loop of httpx.Client": ([python, "-c", LOOP, url, "1000"], folder),
        "a loop of httpx.AsyncClient": ([python, "-c", ASYNC_LOOP, url, "1000"], folder),
        "run, one request 1,000 times": (outrider("--repeat", "1000"), one),
        "run, 1,000 rows": (outrider("--data", str(rows)), one),
        "run, 1,000 files": (outrider(), files),
        "run, one request 5,000 times": (outrider("--repeat", "5000"), one),
    }
    report("1,000 requests", measure(commands, url, folder, runs))


def twenty(folder: Path, url: str, runs: int, httpyac: str | None) -> None:
    """20 requests, from a cold start."""
    commands = {"run, 20 files": (outrider(), workspace(folder / "twenty", url, 20))}
    if httpyac is not None:
        file = folder / "twenty.http"
        file.write_text(HTTPYAC.format(url=url) + HTTPYAC_REQUEST.format(url=url) * 20)
        words = [httpyac, "send", str(file), "--all", "--silent"]
        commands = {"httpyac": (words, folder), **commands}
    report("20 requests", measure(commands, url, folder, runs))


def outrider(*words: str) -> list[str]:
    """The words of a run."""
    return [str(Path(sys.executable).with_name("outrider")), "run", "--trust", *words]


def workspace(folder: Path, url: str, requests: int) -> Path:
    """A workspace with so many requests."""
    for name in ("environments", "requests"):
        (folder / name).mkdir(parents=True)
    (folder / "outrider.toml").touch()
    (folder / "environments/dev.toml").write_text(ENVIRONMENT.format(url=url))
    for number in range(requests):
        (folder / f"requests/r{number}.toml").write_text(REQUEST)
    return folder


def measure(
    commands: Mapping[str, tuple[list[str], Path]], url: str, home: Path, runs: int
) -> dict[str, list[Measure]]:
    """Runs each command, in turn; the first time fills caches and does not count."""
    environ = {**os.environ, "HOME": str(home), "OUTRIDER_TOKENS": "process"}
    environ |= {"XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    environ["PYTHONDONTWRITEBYTECODE"] = ""
    measured: dict[str, list[Measure]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, (words, folder) in commands.items():
            counted(url)
            started = time.perf_counter()
            process = subprocess.Popen(
                words,
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                raise SystemExit(f"{name} failed: status {process.returncode}")
            cpu = usage.ru_utime + usage.ru_stime
            if number:
                measured[name].append(Measure(wall, cpu, usage.ru_maxrss, counted(url)))
    return measured


def counted(url: str) -> int:
    """Token requests since the last time that somebody asked."""
    with urllib.request.urlopen(f"{url}/count") as answer:
        return int(answer.read())


def report(title: str, measured: Mapping[str, list[Measure]]) -> None:
    """Prints medians, the least processor time, and that as a share of the first row's."""
    print(f"\n| {title} | wall | processor | least | of the first | memory | token requests |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    first = None
    for name, several in measured.items():
        cpu = statistics.median(one.cpu for one in several)
        wall = statistics.median(one.wall for one in several)
        memory = statistics.median(one.memory for one in several) / 1000
        least = min(one.cpu for one in several)
        first = first or least
        tokens = max(one.tokens for one in several)
        told = f"{least * 1000:.0f} ms | {least / first:.2f} | {memory:.1f} MB | {tokens}"
        print(f"| {name} | {wall * 1000:.0f} ms | {cpu * 1000:.0f} ms | {told} |")


@contextmanager
def serving() -> Iterator[str]:
    """The server, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
