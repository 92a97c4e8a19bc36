"""newman, Postman's own runner: what it sends, an imported collection sends as well."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.integration.importing.ready_newman import ReadyNewman
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
    run_all([(collection, environment)])
    return wire.take()


def run_all(files: Iterable[tuple[Path, Path]]) -> None:
    """Has newman send collections, each with its environment, one after the other."""
    for collection, environment in files:
        options = {
            "collection": str(collection),
            "environment": str(environment),
            "workingDir": str(collection.parent),
            "timeoutRequest": 30_000,
        }
        _ready(os.getpid()).run(options)


def verdicts(folder: Path, collection: Any, environment: Any) -> list[dict[str, bool]]:
    """What newman says: of each request, the title of each test, and whether it passed."""
    options: dict[str, Any] = {}
    for name, data in (("collection", collection), ("environment", environment)):
        options[name] = str(folder / f"newman-{name}.json")
        Path(options[name]).write_text(json.dumps(data))
    said = _ready(os.getpid()).run(options)
    assert not said["failed"], said["failed"]
    found: list[dict[str, bool]] = []
    for rows in said["found"]:
        met: dict[str, bool] = {}
        for title, passed in rows:
            met[title] = met.get(title, True) and passed
        found.append(met)
    return found


@cache
def _ready(_process: int) -> ReadyNewman:
    """The one of this process: the channel to it is no good to two."""
    assert NODE is not None
    return ReadyNewman(NODE, PACKAGE)
