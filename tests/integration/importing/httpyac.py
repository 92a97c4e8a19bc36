"""httpyac, a runner of ``.http`` files: what it sends, an imported file sends as well."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.patience import PATIENCE
from tests.servers.wire import WireRequest, WireServer

NODE = shutil.which("node")
PROGRAM = Path(__file__).parents[3] / ".node-peers/node_modules/.bin/httpyac"
NUMBER = "X-Number"
"""A header by which a request is known again on the other side."""

BY_ITSELF = frozenset(
    ("host", "connection", "content-length", "accept-encoding", "user-agent", "accept",
     "transfer-encoding")
)  # fmt: skip
"""What each side adds or words by itself."""


def why_not() -> str:
    """Why httpyac cannot run; empty where it can."""
    if NODE is None:
        return "node is not installed"
    return "" if PROGRAM.exists() else "httpyac is not installed: make test does it where npm is"


def run(folder: Path, wire: WireServer, environment: str = "", *names: str) -> list[WireRequest]:
    """What httpyac sends for the files of a folder, one process for all of them."""
    assert NODE is not None
    files = names or tuple(
        sorted(str(one.relative_to(folder)) for one in folder.rglob("*.http") if one.is_file())
    )
    more = ["--env", environment] if environment else []
    done = subprocess.run(
        [NODE, str(PROGRAM), "send", *files, "--all", "--output", "none", *more],
        cwd=folder, timeout=PATIENCE, stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    found = wire.take()
    assert found, done.stdout.decode() + done.stderr.decode()
    return found


def number_of(request: WireRequest) -> str:
    """The number of a request; empty where it has none, as token requests do."""
    return (request.all(NUMBER) or [""])[0]
