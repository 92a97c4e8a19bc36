"""Fields that a command or a collection does not want sent are not sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.engine_lab import Lab
from tests.integration.importing import newman
from tests.integration.importing.bench import import_files, send_all
from tests.integration.importing.test_curl_oracle import CURL, sent_by_curl
from tests.servers.wire import WireRequest, WireServer
from tests.shell import Shell
from tests.unit.importers.postman.collection_builders import collection, request

_ADDED = {"accept", "user-agent", "accept-encoding", "content-type"}


async def names_sent(folder: Path, file: str, text: str, wire: WireServer) -> list[set[str]]:
    """Of the fields that are added by themselves, those that arrive, of each request."""
    (folder / file).write_text(text)
    imported = import_files(folder, str(folder / file))
    environment = imported.environments[0].environment.id if imported.environments else None
    outcomes = await send_all(folder, imported, environment)
    found = [{name.lower() for name, _ in one.headers} & _ADDED for one in wire.take()]
    assert len(found) == len(imported.requests), outcomes
    return found


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize(
    "options",
    [
        "-H Accept:",
        "-H 'User-Agent:'",
        "-H accept: -H user-agent:",
        "-A ''",
        "-H 'Accept: a/b' -H 'User-Agent: x'",
        "-H Accept: -d a=1 -H Content-Type:",
        "-H @no-fields.txt",
    ],
)
async def test_a_field_that_curl_takes_away_is_not_sent(
    options: str, tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "no-fields.txt").write_text("Accept:\nUser-Agent:\n")
    script = f"curl {options} http://localhost:{wire.port}/x\n"
    [theirs] = sent_by_curl(script, tmp_path, wire)
    [ours] = await names_sent(tmp_path, "script.sh", script, wire)
    # Outrider takes compressed answers, and shows them as curl does.
    assert ours - {"accept-encoding"} == {name.lower() for name, _ in theirs.headers} & _ADDED


async def test_a_host_is_sent_and_told(tmp_path: Path, wire: WireServer) -> None:
    script = f"curl -H Host: -H Accept-Encoding: http://localhost:{wire.port}/x\n"
    assert await names_sent(tmp_path, "script.sh", script, wire) == [{"accept", "user-agent"}]
    told = import_files(tmp_path, str(tmp_path / "script.sh")).remarks
    assert any(one.what == "The command sends no Host header; Outrider sends one." for one in told)


@pytest.mark.parametrize(
    ("off", "header", "owed"),
    [
        ({"accept": True, "user-agent": True, "accept-encoding": False}, [], {"accept-encoding"}),
        ({"Accept": True}, [{"key": "Accept", "value": "a/b"}], _ADDED - {"content-type"}),
        # Without its row, Postman sends its own.
        ({}, [{"key": "Accept", "value": "", "disabled": True}], _ADDED - {"content-type"}),
    ],
)
async def test_what_postman_shall_not_add_is_not_added(
    off: Any, header: Any, owed: set[str], tmp_path: Path, wire: WireServer
) -> None:
    item = request("One", f"http://localhost:{wire.port}/x", header=header)
    item["protocolProfileBehavior"] = {"disabledSystemHeaders": off}
    text = json.dumps(collection(item))
    assert await names_sent(tmp_path, "c.json", text, wire) == [owed]
    assert not any(
        "Outrider may add headers" in one.what
        for one in import_files(tmp_path, str(tmp_path / "c.json")).remarks
    )


async def test_a_body_that_shall_have_no_type_has_none(tmp_path: Path, wire: WireServer) -> None:
    body = {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}}
    item = request("One", f"http://localhost:{wire.port}/x", method="POST", body=body)
    item["protocolProfileBehavior"] = {
        "disabledSystemHeaders": {"content-type": True, "host": True}
    }
    [found] = await names_sent(tmp_path, "c.json", json.dumps(collection(item)), wire)
    assert "content-type" not in found
    told = import_files(tmp_path, str(tmp_path / "c.json")).remarks
    assert any("Postman was set not to add: host." in one.what for one in told)


TAKEN = {
    "outrider.toml": 'name = "Shop"\n',
    "environments/dev.toml": "",
    "requests/folder.toml": '[auth]\ntype = "none"\n',
    "requests/a.toml": 'url = "http://localhost:PORT/a"\n'
    'headers = [{ name = "Accept", value = "", enabled = false }]\n',
    "requests/deep/folder.toml": "headers = ["
    '{ name = "User-Agent", value = "", enabled = false }]\n',
    "requests/deep/b.toml": 'method = "POST"\nurl = "http://localhost:PORT/b"\n'
    'headers = [{ name = "content-type", value = "", enabled = false }]\n'
    'body = { type = "json", content = "{}" }\n',
    "requests/deep/c.toml": 'url = "http://localhost:PORT/c"\n'
    'headers = [{ name = "User-Agent", value = "me" }, '
    '{ name = "Accept", value = "a/b", enabled = false }]\n',
}


def of_postman(sent: list[WireRequest]) -> dict[str, set[str]]:
    """By path, which of the fields that programs add by themselves were sent."""
    return {one.target: _ADDED & {name.lower() for name, _ in one.headers} for one in sent}


@pytest.mark.skipif(bool(newman.why_not()), reason=newman.why_not() or "-")
async def test_what_a_request_does_without_is_exported_to_postman(
    tmp_path: Path, wire: WireServer
) -> None:
    root = tmp_path / "work"
    Lab(root).write({name: text.replace("PORT", str(wire.port)) for name, text in TAKEN.items()})
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    shell = Shell(home, root, {})
    for name in ("a", "deep/b", "deep/c"):
        said = shell.run("send", name, "--trust")
        assert said.status == 0, said.err
    ours = of_postman(wire.take())
    assert "accept" not in ours["/a"]
    assert "content-type" not in ours["/b"]
    assert "user-agent" not in ours["/b"]
    assert {"accept", "user-agent"} <= ours["/c"]
    out = tmp_path / "out"
    said = shell.run("export", "--as", "postman", "--trust", "--output", f"{out}/")
    assert said.status == 0, said.err
    file = out / "shop.postman_collection.json"
    theirs = of_postman(newman.run(file, out / "dev.postman_environment.json", wire))
    assert theirs == ours
    again = tmp_path / "again"
    imported = import_files(again, str(file))
    await send_all(again, imported)
    assert of_postman(wire.take()) == ours
