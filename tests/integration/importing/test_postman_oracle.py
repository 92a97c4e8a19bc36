"""newman decides: what it sends for a collection, the imported one sends as well."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from tests.integration.importing import newman
from tests.integration.importing.bench import import_files, send_all
from tests.integration.importing.conftest import CORPUS
from tests.integration.importing.every_spelling import COLLECTION
from tests.servers.wire import WireRequest, WireServer

from outrider.engine.send.send_job import SendResult

COLLECTIONS = sorted((CORPUS / "postman").glob("*_collection.json")) if CORPUS.is_dir() else []
UNSENT = {"oauth1", "hawk", "ntlm", "edgegrid"}
"""Auth that is kept in the file and cannot be used yet."""

pytestmark = pytest.mark.skipif(bool(newman.why_not()), reason=newman.why_not() or "-")


def essence(request: WireRequest, named: set[str]) -> dict[str, Any]:
    """What has to be the same.

    Outrider differs on purpose in a spelling that means the same: a form writes a space as ``+``,
    encodes what browsers encode, and keeps the order of its rows, where newman puts equal names
    together.
    """
    body = request.plain_body.decode("latin-1")
    if request.all("content-type") == ["application/x-www-form-urlencoded"]:
        body = str(sorted(parse_qsl(body, True), key=itemgetter(0)))
    return {
        "method": request.method,
        "target": _constant(request.target),
        "headers": sorted(
            (name.lower(), _constant(value.split("boundary=")[0]))
            for name, value in request.headers
            if name.lower() in named or name.lower() not in newman.BY_ITSELF
            # newman answers a challenge that Postman has kept; Outrider waits for the server's.
            if not value.startswith("Digest ")
        ),
        "body": _constant(body),
    }


def _constant(text: str) -> str:
    """A text without what is made up anew for each send: UUIDs and times."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", text)
    return re.sub(r"\b1[789]\d{8}\b", "TIME", text)


def number_of(request: WireRequest) -> str:
    return (request.all(newman.NUMBER) or [""])[0]


def names_in(item: dict[str, Any]) -> set[str]:
    """The header fields that an item names."""
    rows = item["request"].get("header") if isinstance(item["request"], dict) else None
    return {
        row["key"].lower()
        for row in rows or []
        if isinstance(row, dict) and not row.get("disabled")
    }


async def compare(
    collection: Any,
    environment: Any,
    folder: Path,
    wire: WireServer,
    part: Callable[[WireRequest, set[str]], object] = essence,
) -> int:
    """Runs both, compares a part of every request, and returns how many there were."""
    (folder / "collection.json").write_text(json.dumps(collection))
    (folder / "environment.json").write_text(json.dumps(environment))
    items = list(newman.requests_of(collection))
    theirs = newman.run(folder / "collection.json", folder / "environment.json", wire)
    root = folder / "workspace"
    files = [str(folder / name) for name in ("collection.json", "environment.json")]
    imported = import_files(root, *files)
    outcomes = await send_all(root, imported, imported.environments[0].environment.id)
    failed = {n: one for n, one in enumerate(outcomes) if isinstance(one, Exception)}
    ours = wire.take()
    # A path parameter without a value is never sent as another resource's address.
    unset = {
        str(n)
        for n, one in enumerate(outcomes)
        if isinstance(one, SendResult)
        and one.error is not None
        and {fault.code for fault in one.error.faults} == {"path_parameter_missing"}
    }
    theirs = [one for one in theirs if number_of(one) not in unset]
    assert [number_of(one) for one in ours] == [number_of(one) for one in theirs], failed
    different = []
    for their, our in zip(theirs, ours, strict=True):
        number = number_of(their)
        named = names_in(items[int(number)]) if number else set()
        if part(our, named) != part(their, named):
            different.append((part(their, named), part(our, named)))
    assert not different
    return len(theirs)


def is_sent(item: dict[str, Any]) -> bool:
    """Whether Outrider can send it: not with an auth that is not possible yet."""
    request = item.get("request")
    return not isinstance(request, dict) or (request.get("auth") or {}).get("type") not in UNSENT


def kept(item: dict[str, Any]) -> dict[str, Any]:
    """A folder without what cannot be sent."""
    if isinstance(item.get("item"), list):
        auth = (item.get("auth") or {}).get("type")
        inner = [] if auth in UNSENT else [kept(one) for one in item["item"] if is_sent(one)]
        return {**item, "item": inner}
    return item


@pytest.mark.parametrize("file", COLLECTIONS, ids=lambda one: one.name.partition(".")[0])
async def test_the_corpus_sends_what_postman_sends(
    file: Path, tmp_path: Path, wire: WireServer
) -> None:
    data = newman.pointed_to(file.read_text(), wire.port)
    collection = kept(data.get("collection", data))
    newman.without_scripts(collection)
    newman.numbered(collection)
    beside = file.with_name(file.name.replace("_collection", "_environment"))
    environment = {"name": "test", "values": []}
    if beside.exists():
        environment |= newman.pointed_to(beside.read_text(), wire.port)
    newman.complete(collection, environment, wire.port)
    if not list(newman.requests_of(collection)):
        pytest.skip("the collection has no request")
    assert await compare(collection, environment, tmp_path, wire)


async def test_every_spelling_sends_what_postman_sends(
    tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, tmp_path / "workspace"):
        folder.mkdir(exist_ok=True)
        (folder / "file.bin").write_bytes(b"\x00\xff binary")
        (folder / "other.txt").write_text("other\n")
    collection = json.loads(json.dumps(COLLECTION))
    newman.numbered(collection)
    values = {
        "host": f"http://127.0.0.1:{wire.port}",
        "bare": f"127.0.0.1:{wire.port}",
        "value": "v w",
    }
    environment = {
        "name": "test",
        "values": [{"key": key, "value": value} for key, value in values.items()],
    }
    await compare(collection, environment, tmp_path, wire)
