"""posting's own models and an imported collection of posting's send the same.

posting is where it is measured: ``make bench ONLY=start`` installs it into ``.venv-bench``.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from tests.servers.wire import WireRequest, WireServer
from tests.shell import Shell

POSTING = Path(__file__).parents[3] / ".venv-bench/bin/python"
CASES = 300
VARIABLES = {"V": "v1 v2", "N": "name"}
COMPARED = frozenset({"x-a", "x-b", "authorization", "content-type"})

Sent: TypeAlias = tuple[str, str, list[tuple[str, str]], list[tuple[str, str]], str]
"""Method, path, query and headers (sorted), body."""

THEIRS = """
import json, sys
import httpx
from posting.collection import RequestModel
asked = json.load(sys.stdin)
made = []
for one in asked["requests"]:
    model = RequestModel(**one)
    # What the program does before it sends.
    if model.body and model.body.content and one["body"].get("content_type"):
        model.headers.append(dict(name="Content-Type", value=one["body"]["content_type"]))
        model = RequestModel(**model.model_dump())
    model.apply_template(asked["variables"])
    request = model.to_httpx(httpx.AsyncClient())
    auth = model.auth.to_httpx_auth() if model.auth else None
    request = next(auth.sync_auth_flow(request)) if auth else request
    headers = [(name.decode(), value.decode()) for name, value in request.headers.raw]
    made.append((request.method, str(request.url), headers, request.content.decode()))
json.dump(made, sys.stdout)
"""


def requests(base: str) -> list[dict[str, Any]]:
    chance = random.Random(7)  # cases, not secrets
    host = base.removeprefix("http://")
    urls = [
        *(f"{base}/x", f"{host}/x", f"{base}/:id", f"{base}/:id/y", f"{base}/a/:id.json"),
        *(
            f"{base}/x?a=1",
            f"{base}/x?a=1&z=2",
            f"{base}/::lit/x",
            f"{base}/x/$V",
            f"{base}/k:id/z",
        ),
        "$BASE/:id",
    ]
    values = ["1", "x y", "a+b", "ü", "$V", "${V}z", "$$5", "a&b=c", "", "100%", "{{x}}", "c:d/e"]
    bodies: list[dict[str, Any] | None] = [
        None,
        {"content": '{"a": "$V"}', "content_type": "application/json"},
        {"content": "plain ${V} $$"},
        {"form_data": [{"name": "f", "value": "$V"}, {"name": "g", "value": "x y"},
                       {"name": "off", "value": "1", "enabled": False}]},
    ]  # fmt: skip
    auths: list[dict[str, Any] | None] = [
        None,
        {"type": "basic", "basic": {"username": "u", "password": "$V"}},
        {"type": "bearer_token", "bearer_token": {"token": "$V"}},
    ]
    made: list[dict[str, Any]] = []
    for number in range(CASES):
        one: dict[str, Any] = {"name": f"r{number}", "url": chance.choice(urls)}
        one["method"] = chance.choice(["GET", "POST", "PUT", "DELETE", "PATCH"])
        for key, names in (("params", ["a", "b", "q[]"]), ("headers", ["X-A", "X-B"])):
            texts = values if key == "params" else ["1", "$V", "a$$b", "x y"]
            one[key] = [
                {"name": chance.choice(names), "value": chance.choice(texts),
                 "enabled": chance.random() > 0.2}
                for _ in range(chance.randint(0, 3))
            ]  # fmt: skip
        one["headers"].append({"name": "X-Id", "value": one["name"]})
        if ":id" in one["url"]:
            one["path_params"] = [{"name": "id", "value": chance.choice(["7", "$V", "a b"])}]
        for key, chosen in (("body", chance.choice(bodies)), ("auth", chance.choice(auths))):
            if chosen is not None:
                one[key] = chosen
        made.append(one)
    return made


def of_theirs(made: Sequence[Any]) -> Sent:
    method, url, headers, body = made
    return comparable(method, urlsplit(url).path, urlsplit(url).query, headers, body)


def of_ours(sent: WireRequest) -> Sent:
    path, _, query = sent.target.partition("?")
    return comparable(sent.method, path, query, sent.headers, sent.plain_body.decode())


def comparable(
    method: str, path: str, query: str, headers: Sequence[Sequence[str]], body: str
) -> Sent:
    kept = sorted((name.lower(), value) for name, value in headers if name.lower() in COMPARED)
    # httpx puts rows of one name together, and both encode a space in their own way.
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    is_form = ("content-type", "application/x-www-form-urlencoded") in kept
    return method, unquote(path), pairs, kept, str(parse_qsl(body)) if is_form else body


@pytest.mark.skipif(
    not POSTING.exists(), reason="posting is not in .venv-bench: make bench installs it"
)
def test_posting_sends_the_same(tmp_path: Path, wire: WireServer) -> None:
    base = f"http://127.0.0.1:{wire.port}"
    variables: Mapping[str, str] = {**VARIABLES, "BASE": f"{base}/base"}
    made = requests(base)
    folder = tmp_path / "c"
    folder.mkdir()
    for one in made:
        (folder / f"{one['name']}.posting.yaml").write_text(json.dumps(one))
    (folder / "dev.env").write_text("".join(f"{k}='{v}'\n" for k, v in variables.items()))
    asked = json.dumps({"requests": made, "variables": variables})
    done = subprocess.run(
        [POSTING, "-c", THEIRS], input=asked, capture_output=True, text=True, check=True
    )
    said = map(of_theirs, json.loads(done.stdout))
    theirs = dict(zip((one["name"] for one in made), said, strict=True))

    shell = Shell(tmp_path / "home", tmp_path)
    assert shell.run("import", "c", "--into", "w", "--yes").status == 0
    assert shell.run("run", "--workspace", "w", "--env", "dev").status == 0
    ours = {dict(one.headers)["X-Id"]: of_ours(one) for one in wire.take()}
    assert ours == theirs
