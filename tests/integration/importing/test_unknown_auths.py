"""Auths of types that Outrider lacks are kept, and no possible key of them in tracked files."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.shell import Shell

Auth = Mapping[str, Any]
URL = "https://h.example/x"


def auths(mark: str) -> dict[str, Auth]:
    """Of each type the settings, each key a text of its own that says nothing."""
    return {
        "hawk": {"id": "bob", "algorithm": "sha256", "key": f"plum-{mark}-one"},
        "oauth1": {
            "consumerKey": f"plum-{mark}-two",
            "consumerSecret": f"plum-{mark}-three",
            "tokenKey": f"plum-{mark}-four",
            "signatureMethod": "HMAC-SHA1",
        },
        "zwoosh": {"flavour": f"plum-{mark}-five", "deep": {"x": [f"plum-{mark}-six"]}},
    }


def collections(folder: Path) -> list[str]:
    """The same auths in a collection of each tool; what to import."""
    found = auths("insomnia")
    resources: list[dict[str, Any]] = [{"_id": "w", "_type": "workspace", "name": "Insomnia"}]
    resources += [
        {"_id": f"r_{kind}", "_type": "request", "parentId": "w", "name": kind, "url": URL,
         "authentication": {"type": kind, **settings}}
        for kind, settings in found.items()
    ]  # fmt: skip
    requests = [
        {"v": "17", "name": kind, "endpoint": URL, "method": "GET",
         "auth": {"authType": kind, "authActive": True, **settings}}
        for kind, settings in auths("hoppscotch").items()
    ]  # fmt: skip
    of_thunder = [
        {"_id": kind, "containerId": "", "name": kind, "url": URL, "method": "GET",
         "auth": {"type": kind, kind: settings}}
        for kind, settings in auths("thunder").items()
    ]  # fmt: skip
    items = [
        {"name": kind, "request": {"url": URL, "method": "GET", "auth": {
            "type": kind, kind: [{"key": key, "value": one} for key, one in settings.items()]}}}
        for kind, settings in auths("postman").items()
    ]  # fmt: skip
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    files: dict[str, Any] = {
        "i.json": {"_type": "export", "__export_format": 4, "resources": resources},
        "h.json": {"v": 11, "name": "Hoppscotch", "folders": [], "requests": requests},
        "t.json": {"client": "Thunder Client", "collectionName": "Thunder", "folders": [],
                   "requests": of_thunder},
        "p.json": {"info": {"name": "Postman", "schema": schema}, "item": items},
        "v3/.resources/definition.yaml": {"$kind": "collection", "name": "Version 3"},
        "bruno/opencollection.yml": {"opencollection": "1.0.0", "info": {"name": "Bruno"}},
    }  # fmt: skip
    for kind, settings in auths("v3").items():
        auth = {"type": kind, "credentials": settings}
        request = {"$kind": "http-request", "url": URL, "method": "GET", "auth": auth}
        files[f"v3/{kind}.request.yaml"] = request
    for kind, settings in auths("posting").items():
        files[f"posting/{kind}.posting.yaml"] = {
            "name": kind, "url": URL, "auth": {"type": kind, kind: settings}
        }  # fmt: skip
    for kind, settings in auths("bruno").items():
        files[f"bruno/{kind}.yml"] = {
            "info": {"name": kind, "type": "http"},
            "http": {"method": "GET", "url": URL, "auth": {"type": kind, **settings}},
        }
    for name, document in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
    return list(dict.fromkeys(name.partition("/")[0] for name in files))


def test_no_setting_that_may_be_a_key_is_in_a_tracked_file(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    said = shell.run("import", *collections(tmp_path), "--into", "w", "--yes", "--full")
    assert said.status == 0, said.err
    assert "plum" not in said.text
    for kind in auths(""):
        assert f'Auth type "{kind}" is not supported; its settings were kept' in said.text
    local, tracked = "", ""
    for path in sorted((tmp_path / "w").rglob("*.toml")):
        if path.name.endswith(".local.toml"):
            local += path.read_text()
        else:
            tracked += path.read_text()
    assert "plum" not in tracked
    assert local.count("plum") >= 7 * 6
    # What surely is none stays to be read.
    assert tracked.count('algorithm = "sha256"') == tracked.count('id = "bob"') == 7
    assert tracked.count('signatureMethod = "HMAC-SHA1"') == 7


def test_check_warns_of_such_a_setting_that_is_written_out(tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    (tmp_path / "outrider.toml").write_text('name = "W"\n')
    (tmp_path / "requests/a.toml").write_text(
        f'url = "{URL}"\n[auth]\ntype = "zwoosh"\nuser = "bob"\nflavour = "vanilla"\n'
    )
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    said = Shell(tmp_path / "home", tmp_path).run("check")
    assert "flavour" in said.text
    assert "requests/a.toml:5" in said.text
    assert "user" not in said.text
