"""What tools keep to one machine, or call secret, is in no file that git takes along."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.shell import Shell

URL = "https://h.example/"
FILES: dict[str, Any] = {
    "i.json": {"_type": "export", "__export_format": 4, "resources": [
        {"_id": "w", "_type": "workspace", "name": "Insomnia"},
        {"_id": "e", "_type": "environment", "parentId": "w", "name": "Base", "isPrivate": True,
         "data": {"thing": "plum-base", "site": "https://h.example/v1"}},
        {"_id": "m", "_type": "environment", "parentId": "e", "name": "Mine", "isPrivate": True,
         "environmentType": "kv", "kvPairData": [
             {"name": "k", "value": "plum-row", "type": "str", "enabled": True},
             {"name": "off", "value": "plum-off", "type": "str", "enabled": False}]},
        {"_id": "r", "_type": "request", "parentId": "w", "name": "R", "url": "{{ _.thing }}"}]},
    "h.json": {"v": 11, "name": "Hoppscotch", "folders": [], "requests": [
        {"v": "17", "name": "R", "endpoint": f"{URL}<<cur>>", "method": "GET", "requestVariables": [
            {"key": "password", "value": "plum-switched", "active": False}]}]},
    "he.json": {"v": 2, "name": "hop", "variables": [
        {"key": "cur", "initialValue": "shown", "currentValue": "plum-now", "secret": False},
        {"key": "sec", "initialValue": "plum-sec", "currentValue": "", "secret": True}]},
    "p.json": {"info": {"name": "Postman", "schema":
        "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "variable": [{"key": "mixed", "value": "plum-{{site}}", "type": "secret"}],
        "item": [{"name": "R", "request": {"method": "GET", "url": f"{URL}{{{{mixed}}}}"}}]},
    "thunder/thunder-tests/collections/tc_col_shop.json": {
        "_id": "c", "colName": "Thunder", "folders": [], "requests": [
            {"_id": "r", "name": "R", "method": "GET", "url": f"{URL}{{{{LOC}}}}/{{{{TH}}}}"}]},
    "thunder/thunder-tests/environments/tc_env_local.json": {
        "_id": "l", "name": "(Local Env)", "default": False, "sortNum": 1,
        "data": [{"name": "LOC", "value": "plum-local"}]},
    "thunder/thunder-tests/environments/tc_env_dev.json": {
        "_id": "d", "name": "dev", "default": True, "sortNum": 2, "envFile": ".env", "data": []},
    "thunder/.env": "TH=plum-thunder\n",
    "posting/R.posting.yaml": {"name": "R", "url": f"{URL}$API_THING/$MIX"},
    "posting/dev.env": "API_THING=plum-posting\nSITE=http://localhost:80\nMIX=plumword$SITE\n",
    "http/x.http": 'GET https://h.example/{{priv}}\nAuthorization: Bearer {{$auth.token("my")}}\n',
    "http/http-client.env.json": {"jet": {"pub": "shown"}},
    "http/http-client.private.env.json": {"jet": {"priv": "plum-private", "Security": {"Auth": {
        "my": {"Type": "OAuth2", "Grant Type": "Client Credentials", "Token URL": f"{URL}token",
               "Client ID": "plum-id", "Client Secret": "plum-secret",
               "Custom Request Parameters": {"a": {"Value": "plum-parameter"}}}}}}},
}  # fmt: skip


def test_what_stays_on_one_machine_is_in_no_tracked_file(tmp_path: Path) -> None:
    for name, document in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document if isinstance(document, str) else json.dumps(document))
    names = dict.fromkeys(name.partition("/")[0] for name in FILES)
    said = Shell(tmp_path / "home", tmp_path).run("import", *names, "--into", "w", "--yes")
    assert said.status == 0, said.err
    assert "plum" not in said.text
    files = [path for path in (tmp_path / "w").rglob("*") if path.is_file()]
    holding = {path.name: path.read_text() for path in files if "plum" in path.read_text()}
    assert all(name.endswith(".local.toml") for name in holding), sorted(holding)
    local = "".join(holding.values())
    assert set(re.findall("plum[-a-z]*", json.dumps([*FILES.values()]))) == (
        set(re.findall("plum[-a-z]*", local))
    )
    # What tells nobody anything stays to be read.
    tracked = "".join(path.read_text() for path in files if path.name not in holding)
    assert 'SITE = "http://localhost:80"' in tracked
    assert 'site = "https://h.example/v1"' in tracked
    assert 'pub = "shown"' in tracked
