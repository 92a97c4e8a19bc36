"""Exported programs, run by what they are written for, beside what Outrider sends."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.integration.ready_httpie import ready_httpie
from tests.patience import PATIENCE
from tests.servers.toxic import ToxicServer

from outrider.exporters import find_exporter
from outrider.exporters.masking import MaskingPolicy
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import Exchange, Purpose, Timing
from outrider.model.message import PreparedRequest, RequestMessage
from outrider.redaction import Redactor
from outrider.transport.transport import Transport

ROOT = Path(__file__).parents[2]
HTTPIE = ROOT / ".venv-peers" / "bin" / "http"
GO = shutil.which("go") or shutil.which("go", path="/usr/lib/go/bin:/usr/local/go/bin")
RUNS = {
    "python": [sys.executable],
    "fetch": [shutil.which("node") or ""],
    "httpie": ["bash", "--norc"],
    "go": [GO or "", "run"],
    "curl": ["bash", "--norc"],
}
LIMITS = ExchangeLimits(
    total_timeout=PATIENCE, connect_timeout=PATIENCE, read_timeout=PATIENCE, max_body_size=10_000
)
CLIENTS = tuple(RUNS)
REVEALED = MaskingPolicy(Redactor(), reveals=True)


def require(name: str) -> None:
    """Skips the test where nothing runs these programs."""
    if not RUNS[name][0] or (name == "httpie" and not HTTPIE.exists()):
        pytest.skip(f"nothing runs {name} here")


def program_of(name: str, outgoing: PreparedRequest) -> str:
    """The program for one request."""
    exporter = find_exporter(name)
    assert exporter is not None
    return exporter.export_request(outgoing, REVEALED)


def program_of_all(name: str, found: Sequence[RequestMessage]) -> str:
    """One program for several requests."""
    exporter = find_exporter(name)
    assert exporter is not None
    return exporter.export_entries(entries(found), REVEALED)


async def send_all(found: Sequence[RequestMessage]) -> None:
    """What Outrider itself sends."""
    transport = Transport(process_environment={})
    for message in found:
        outcome = await transport.send(message, ConnectionSettings("dev"), LIMITS)
        assert outcome.failure is None, outcome.failure
    await transport.close()


def entries(found: Sequence[RequestMessage]) -> list[ConsoleEntry]:
    """Requests as the console keeps them."""
    exchanges = (
        Exchange(1, 1, Purpose.API, "dev", "", one, None, None, Timing(1.0), 0.0) for one in found
    )
    return [ConsoleEntry(0.0, 1, "dev", EntryKind.API, exchange=one) for one in exchanges]


async def run(name: str, program: str, folder: Path, *, fails: bool = False) -> None:
    """Runs a program as a user does; one that ``fails`` ends by itself, and says so."""
    file = folder / f"program{find_exporter(name).suffix}"  # type: ignore[union-attr]
    file.write_text(program)
    httpie = ready_httpie(folder.parent, os.getpid()) if name == "httpie" else None
    places = [str(httpie.folder)] if httpie else []
    path = os.pathsep.join([*places, os.environ.get("PATH", "")])
    process = await asyncio.create_subprocess_exec(
        *RUNS[name],
        str(file),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            "PATH": path,
            "HOME": str(folder),
            "GOCACHE": str(folder.parent / "go"),
            "GOFLAGS": "",
            **(httpie.environ if httpie else {}),
        },
        pass_fds=[httpie.descriptor] if httpie else [],
    )
    _, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode != 0) is fails, (program, errors.decode())


def arrived(server: ToxicServer, number: int) -> tuple[str, dict[str, list[str]], bytes]:
    """Request line, values of fields by name, and body of what came."""
    head = server.heads[number].decode("latin-1").rstrip("\r\n")
    line, *fields = head.split("\r\n")
    values: dict[str, list[str]] = {}
    for key, _, value in (one.partition(":") for one in fields):
        values.setdefault(key.lower(), []).append(value.strip())
    return line, values, server.bodies[number]
