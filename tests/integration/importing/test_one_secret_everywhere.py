"""A credential that an import has at many places is one secret, and each place refers to it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from tests.shell import Shell

TOKEN, MAC = (
    "QxLEAKtok1234567890abc",
    "5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
)
URL = "https://api.example.com"
JSON_BODY = json.dumps({"note": TOKEN, "otp": "482913", "pin": 4821})
CURL = f"""
curl {URL}/t/{TOKEN}/x -H 'X-Api-Key: {TOKEN}' -H 'Stripe-Signature: t=1492774577,v1={MAC}' \\
  -H 'Content-Type: application/json' -d '{JSON_BODY}'
curl {URL}/m -F 'f={TOKEN}' -F 'cfg={{"a":"{TOKEN}"}}' -F 'via=bob:QxLEAKvia@proxy.example:3128'
curl '{URL}/q?q={TOKEN}' -H 'Content-Type: application/yaml' -d $'password:\\n  QxLEAKyaml12\\nx: 1'
curl bob:QxLEAKuser@api.example.com/u
"""


def row(key: str, value: str) -> dict[str, str]:
    return {"key": key, "value": value, "type": "text"}


def raw(text: str, language: str) -> dict[str, object]:
    return {"mode": "raw", "raw": text, "options": {"raw": {"language": language}}}


POSTMAN = {
    "info": {
        "name": "Multi",
        "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    "item": [
        {
            "name": "t",
            "request": {
                "method": "POST",
                "url": f"{URL}/t/{TOKEN}/x",
                "header": [
                    row("X-Api-Key", TOKEN),
                    row("Stripe-Signature", f"t=1492774577,v1={MAC}"),
                ],
                "body": raw(JSON_BODY, "json"),
            },
            "response": [
                {
                    "name": "ok",
                    "code": 200,
                    "header": [row("X-Hub-Signature-256", f"sha256={MAC}")],
                    "body": "password:\n  QxLEAKblock1\nproxy: bob:QxLEAKproxy@proxy.example:3128\n"
                    "| key | value |\n|---|---|\n| api_key | QxLEAKtable12 |\n",
                }
            ],
        },
        {
            "name": "m",
            "request": {
                "method": "POST",
                "url": f"{URL}/m",
                "header": [],
                "body": {
                    "mode": "formdata",
                    "formdata": [
                        row("f", TOKEN),
                        row("cfg", json.dumps({"a": TOKEN})),
                        row("via", "bob:QxLEAKvia@proxy.example:3128"),
                    ],
                },
            },
        },
        {
            "name": "q",
            "request": {
                "method": "POST",
                "url": f"{URL}/q?q={TOKEN}",
                "header": [],
                "body": raw("password:\n  QxLEAKyaml12\nx: 1", "text"),
            },
        },
        {"name": "u", "request": {"method": "GET", "url": "bob:QxLEAKuser@api.example.com/u"}},
    ],
}


@pytest.mark.parametrize(("file", "text"), [("c.sh", CURL), ("c.json", json.dumps(POSTMAN))])
def test_one_secret_is_referred_to_from_each_place(file: str, text: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text)
    shell = Shell(tmp_path / "home", tmp_path)
    done = shell.run("import", file, "--into", "ws", "--yes")
    assert done.status == 0, done.text
    assert "LEAK" not in done.text
    root = tmp_path / "ws"
    written = {path: path.read_text() for path in root.rglob("*") if path.is_file()}
    kept: dict[str, str] = {}
    for path, content in written.items():
        if path.name.endswith(".local.toml"):
            kept |= tomllib.loads(content)["secrets"]
            continue
        for secret in ("LEAK", MAC, "482913", "4821"):
            assert secret not in content, path
    assert sorted(kept.values()).count(TOKEN) == 1
    assert {f"t=1492774577,v1={MAC}", "482913", "4821"} <= set(kept.values())
    assert {"QxLEAKvia", "QxLEAKyaml12", "QxLEAKuser"} <= set(kept.values())
    name = next(name for name, value in kept.items() if value == TOKEN)
    requests = "".join(text for path, text in written.items() if "requests" in path.parts)
    assert requests.count(f"{{{{{name}}}}}") == 6
    assert "up to date" in shell.run("import", file, "--into", "ws", "--update", "--yes").text
    warned = Shell(tmp_path / "home", root).run("check").text
    assert "LEAK" not in warned
    assert "plain text" not in warned
