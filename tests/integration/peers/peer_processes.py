"""Starts programs from the peers' virtual environment, and stops them."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.plain_client import ask

ROOT = Path(__file__).parents[3]
STARTING = 60.0
STOPPING = 10.0
HOW_TO_GET_THEM = (
    "The programs that these tests talk to are not installed. Run `make setup`, or\n"
    "    python3 -m venv .venv-peers && .venv-peers/bin/pip install -r .ci/peers.txt\n"
    "or set OUTRIDER_PEERS to a virtual environment that holds .ci/peers.txt."
)


class PeersMissing(Exception):
    """The peers' virtual environment cannot be found; the message says how to make it."""


class PeerDidNotStart(Exception):
    """A peer ended, or said nothing, before it was ready."""


def peers_bin(configured: str | None) -> Path:
    """The folder of the peers' programs.

    Args:
        configured: the value of ``OUTRIDER_PEERS``: a virtual environment, or its Python.

    Raises:
        PeersMissing: there is no Python in it.
    """
    if configured:
        place = Path(configured)
        folder = place / "bin" if place.is_dir() else place.parent
    else:
        folder = ROOT / ".venv-peers" / "bin"
    if not (folder / "python").is_file():
        raise PeersMissing(f"There is no {folder / 'python'}.\n{HOW_TO_GET_THEM}")
    return folder


@dataclass(frozen=True)
class PeerServer:
    """An authorization server that runs and that we did not write."""

    url: str
    token_url: str

    def requests(self) -> list[dict[str, Any]]:
        """What it was sent: method, path, headers (names in lower case), body."""
        recorded: list[dict[str, Any]] = ask("GET", self.url + "/recorded").json
        return recorded

    def clear(self) -> None:
        """Forgets what it was sent."""
        ask("DELETE", self.url + "/recorded")


@dataclass(frozen=True)
class InterceptingProxy:
    """mitmdump while it runs.

    Attributes:
        url: the proxy's URL.
        ca_bundle: the certificate of the authority that signs what it intercepts.
        record: the file with one line of JSON for each flow.
    """

    url: str
    ca_bundle: Path
    record: Path

    def flows(self) -> list[dict[str, Any]]:
        """What went through: method, url, host, headers, body, status, error."""
        if not self.record.exists():
            return []
        lines = self.record.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def clear(self) -> None:
        """Forgets what went through."""
        self.record.unlink(missing_ok=True)


@contextmanager
def running(arguments: Sequence[str], home: Path) -> Iterator[int]:
    """Runs a program that writes ``{"port": …}`` as its first line; yields that port.

    Raises:
        PeerDidNotStart: the line did not come.
    """
    with started(arguments, home) as ports:
        yield ports["port"]


@contextmanager
def started(arguments: Sequence[str], home: Path) -> Iterator[dict[str, int]]:
    """Runs a program that writes its ports by name as its first line; yields them.

    Raises:
        PeerDidNotStart: the line did not come.
    """
    log = home / "stderr.txt"
    environ = {"PATH": os.defpath, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            arguments,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
        ) as process,
    ):
        try:
            yield _ports(process, log)
        finally:
            process.terminate()
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                process.kill()


def _ports(process: subprocess.Popen[bytes], log: Path) -> dict[str, int]:
    assert process.stdout is not None
    said = b""
    deadline = time.monotonic() + STARTING
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not said.endswith(b"\n") and selector.select(deadline - time.monotonic()):
            chunk = os.read(process.stdout.fileno(), 1)
            if not chunk:
                break
            said += chunk
    try:
        return {name: int(port) for name, port in json.loads(said).items()}
    except (ValueError, KeyError, TypeError):
        complaint = log.read_text(encoding="utf-8", errors="replace")
        raise PeerDidNotStart(f"{process.args!r} said {said!r}\n{complaint}") from None
