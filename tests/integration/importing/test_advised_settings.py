"""What an import advises to write into an environment is TOML that the program takes."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from tests.engine_lab import Lab
from tests.shell import Shell

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportRemark

URL = "https://h.example/x"
CERTIFICATE = {"cert": {"src": 'C:\\certs\\a "b".pem'}, "key": {"src": "certs/me.key"}}
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def postman(**members: Any) -> str:
    item = {"name": "a", "request": {"url": URL, "method": "GET", **members}}
    return json.dumps({"info": {"name": "c", "schema": SCHEMA}, "item": [item]})


def insomnia(certificate: Mapping[str, str]) -> str:
    workspace = {"_id": "w", "_type": "workspace", "name": "c", "certificates": [certificate]}
    request = {"_id": "r", "_type": "request", "parentId": "w", "name": "a", "url": URL}
    return json.dumps({"_type": "export", "__export_format": 4, "resources": [workspace, request]})


def posting(proxy: str) -> str:
    return f"name: x\nurl: {URL}\noptions: {{proxy_url: '{proxy}'}}\n"


PROXY = {"host": "127.0.0.1", "port": 9}
SOURCES = {
    "postman.json": postman(proxy=PROXY, certificate={**CERTIFICATE, "passphrase": "HUSH-1"}),
    "user.json": postman(
        proxy={**PROXY, "authenticate": True, "username": "HUSH-2", "password": "HUSH-3"},
        certificate={"cert": {"src": "me.pem"}},
    ),
    "insomnia.json": insomnia(
        {"host": "h.example", "cert": "me.pem", "key": "me.key", "passphrase": "HUSH-4"}
    ),
    "a.posting.yaml": posting("http://127.0.0.1:9"),
    "b.posting.yaml": posting("http://u:HUSH-5/x#@127.0.0.1:9"),
    "c.posting.yaml": posting("socks5://HUSH-6@p.example:1080/"),
    "d.posting.yaml": posting("p.example:8080"),
    "e.posting.yaml": posting("http://$PROXY_USER:$PROXY_PASSWORD@p.example"),
}
_ADVICE = re.compile(
    r"Set in \[(\w+)\] of the environment: (.+?\")\.(?: Define (.+) as a? ?secrets?\.)?"
)


def advised() -> list[tuple[str, ImportRemark, str]]:
    """Each advice as TOML, with the secrets that it says to define."""
    found = []
    for name, text in SOURCES.items():
        imported = read_sources([ImportSource(name, text)])
        assert "HUSH" not in repr(imported.remarks), name
        assert "HUSH" not in repr(imported.environments), name
        for remark in imported.remarks:
            if match := _ADVICE.fullmatch(remark.advice):
                table, lines, secrets = match.groups()
                names = [] if secrets is None else secrets.split(" and ")
                defined = "".join(f'{one} = {{ env = "X" }}\n' for one in names)
                toml = lines.replace('", ', '"\n')
                found.append((name, remark, f"[secrets]\n{defined}[{table}]\n{toml}\n"))
            else:
                assert "Set " not in remark.advice, remark
    return found


def test_each_advice_is_toml_that_a_check_takes(lab: Lab, shell: Shell) -> None:
    told = advised()
    assert len(told) == len(SOURCES) + 2
    variables = (
        '[variables]\nbase_url = "https://h.example"\nPROXY_USER = "u"\nPROXY_PASSWORD = "p"\n'
    )
    lab.write(
        {
            f"environments/e{number}.toml": variables + toml
            for number, (_, _, toml) in enumerate(told)
            if "[proxy]" in toml
        }
    )
    said = shell.run("check")
    assert said.status == 0, said.text + said.err
    for _, _, toml in told:
        assert tomllib.loads(toml).keys() == {"secrets", "tls" if "[tls]" in toml else "proxy"}


def test_what_is_advised_is_what_the_request_had() -> None:
    proxies = [
        (name, tomllib.loads(toml)["proxy"]["url"])
        for name, _, toml in advised()
        if "[proxy]" in toml
    ]
    masked = "http://{{proxy_user}}:{{proxy_password}}@127.0.0.1:9"
    assert proxies == [
        ("postman.json", "http://127.0.0.1:9"),
        ("user.json", masked),
        ("a.posting.yaml", "http://127.0.0.1:9"),
        ("b.posting.yaml", masked),
        ("c.posting.yaml", "socks5://{{proxy_user}}@p.example:1080"),
        ("d.posting.yaml", "http://p.example:8080"),
        ("e.posting.yaml", "http://{{PROXY_USER}}:{{PROXY_PASSWORD}}@p.example"),
    ]
    [first, *_] = [tomllib.loads(toml)["tls"] for _, _, toml in advised() if "[tls]" in toml]
    assert first == {
        "client_certificate": 'C:\\certs\\a "b".pem',
        "client_key": "certs/me.key",
        "client_key_password": "{{client_key_password}}",
    }
