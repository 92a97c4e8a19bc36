"""newman, Postman's own runner: what it sends, an imported collection sends as well."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE
from tests.servers.wire import WireRequest, WireServer

NODE = shutil.which("node")
PACKAGE = Path(__file__).parents[3] / ".node-peers/node_modules/newman"
NUMBER = "X-Number"
"""A header by which a request is known again on the other side."""

BY_ITSELF = frozenset(
    ("host", "connection", "content-length", "accept-encoding", "postman-token", "cache-control",
     "user-agent", "accept", "transfer-encoding", NUMBER.lower())
)  # fmt: skip
"""What each side adds or words by itself; compared only where the collection names it."""
_HOST = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(?=[/?\"'{\\]|$)")
_REFERENCE = re.compile(r"\{\{([^{}$]+)\}\}")


def why_not() -> str:
    """Why newman cannot run; empty where it can."""
    if NODE is None:
        return "node is not installed"
    return "" if PACKAGE.is_dir() else "newman is not installed: make test does it where npm is"


def requests_of(item: Any) -> Iterator[dict[str, Any]]:
    """The items of a collection that are requests, in the order in which they are sent."""
    for one in item.get("item") or []:
        if isinstance(one.get("item"), list):
            yield from requests_of(one)
        elif "request" in one:
            yield one


def without_scripts(item: Any) -> None:
    """Takes every script out of a collection."""
    item.pop("event", None)
    for one in item.get("item") or []:
        without_scripts(one)


def pointed_to(text: str, port: int) -> Any:
    """A document with every host in it replaced by the recording server."""
    document = json.loads(_HOST.sub(f"http://127.0.0.1:{port}", text))
    for one in requests_of(document.get("collection", document)):
        request = one["request"]
        url: Any = request.get("url") if isinstance(request, dict) else None
        host = url.get("host") if isinstance(url, dict) else None
        if host and "{{" not in "".join(host):
            # newman reads the parts, and raw only where there are none.
            url.update({"protocol": "http", "host": ["127", "0", "0", "1"], "port": str(port)})
    return document


def numbered(collection: Any) -> None:
    """Gives each request that is written out a header with its number."""
    for number, one in enumerate(requests_of(collection)):
        request = one["request"]
        header = request.get("header", []) if isinstance(request, dict) else None
        if isinstance(header, str):
            request["header"] = f"{header}{NUMBER}: {number}\r\n"
        elif isinstance(header, list):
            request["header"] = [*header, {"key": NUMBER, "value": str(number)}]


def complete(collection: Any, environment: Any, port: int) -> None:
    """Defines what a collection refers to and leaves undefined: hosts as the recording server."""
    text = json.dumps(collection)
    rows = [*environment["values"], *(collection.get("variable") or [])]
    known = {row.get("key") or row.get("id") for row in rows if row.get("value") not in (None, "")}
    environment["values"] = [row for row in environment["values"] if row["key"] in known]
    for name in dict.fromkeys(_REFERENCE.findall(text)):
        if name not in known:
            begins = re.search(r'"(raw|url|request)": "\{\{' + re.escape(name) + r"\}\}", text)
            value = f"http://127.0.0.1:{port}" if begins else str(1000 + len(name))
            environment["values"].append({"key": name, "value": value, "enabled": True})


def run(collection: Path, environment: Path, wire: WireServer) -> list[WireRequest]:
    """What newman sends for a collection."""
    assert NODE is not None
    options = {
        "collection": str(collection),
        "environment": str(environment),
        "workingDir": str(collection.parent),
        "timeoutRequest": 30_000,
    }
    # Its command line sometimes stays after its work is done; the run itself tells its end.
    program = f"require({json.dumps(str(PACKAGE))}).run({json.dumps(options)}, "
    program += "error => process.exit(error ? 1 : 0))"
    subprocess.run(
        [NODE, "-e", program], check=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return wire.take()


def verdicts(folder: Path, collection: Any, environment: Any) -> list[dict[str, bool]]:
    """What newman says: of each request, the title of each test, and whether it passed."""
    assert NODE is not None
    options: dict[str, Any] = {}
    for name, data in (("collection", collection), ("environment", environment)):
        options[name] = str(folder / f"newman-{name}.json")
        Path(options[name]).write_text(json.dumps(data))
    out = folder / "newman-verdicts.json"
    program = f"""require({json.dumps(str(PACKAGE))}).run({json.dumps(options)}, (error, done) => {{
      const found = done.run.executions.map(one => (one.assertions || []).map(
        each => [each.assertion, !each.error]));
      const failed = done.run.failures.filter(one => one.at.startsWith("test-script"));
      require("fs").writeFileSync({json.dumps(str(out))}, JSON.stringify(
        {{ found, failed: failed.map(one => String(one.error)) }}));
      process.exit(0);
    }})"""
    subprocess.run(
        [NODE, "-e", program], check=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    said = json.loads(out.read_text())
    assert not said["failed"], said["failed"]
    found: list[dict[str, bool]] = []
    for rows in said["found"]:
        met: dict[str, bool] = {}
        for title, passed in rows:
            met[title] = met.get(title, True) and passed
        found.append(met)
    return found
