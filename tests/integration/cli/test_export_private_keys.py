"""Private keys and client assertions in the body of a request are masked in every export."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.shell import Shell

RSA = {
    "kty": "RSA",
    "n": "PUBLICvx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAF",
    "e": "AQAB",
    **{name: f"QxLEAK{name}X4cTteJYgn4FYPsXB8r" for name in ("d", "p", "q", "dp", "dq", "qi")},
}
EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "PUBLICf83OJ3D2xF1Bg8vub9",
    "d": "QxLEAKjpsQnnGQmLYBIffH1136",
}
OCTETS = {"kty": "oct", "k": "QxLEAKAyM1SysPpbyDfgZld3umj1"}
PEM = """-----BEGIN PRIVATE KEY-----
QxLEAKIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us
QxLEAKMzEfYyjiWA4R4bM2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtC
-----END PRIVATE KEY-----
"""
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJjIiwic3ViIjoiYyJ9.QxLEAKc2lnbmF0dXJlMTIzNDU2"
KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def written(text: str) -> str:
    return json.dumps(text)


def content(kind: str, text: str) -> str:
    return f'type = "{kind}"\ncontent = {written(text)}\n'


def rows(kind: str, **values: str) -> str:
    made = ", ".join(f"{{ name = {written(k)}, value = {written(v)} }}" for k, v in values.items())
    return f'type = "{kind}"\n{"fields" if kind == "form" else "parts"} = [{made}]\n'


BODIES = {
    "JSON": content("json", json.dumps({"jwk": RSA, "keys": [EC, OCTETS]})),
    "JSON with PEM": content("json", json.dumps({"signing": PEM})),
    "JSON in JSON": content("json", json.dumps({"payload": json.dumps({"jwk": json.dumps(EC)})})),
    "JSON with a form": content("json", json.dumps({"form": f"client_assertion={JWT}&x=1"})),
    "PEM": content("text", PEM),
    "YAML": content("text", f"jwk:\n  kty: EC\n  x: {EC['x']}\n  d: {EC['d']}\n"),
    "XML": content("xml", f"<RSAKeyValue><P>{RSA['p']}</P><D>{RSA['d']}</D></RSAKeyValue>"),
    "a form as text": content("text", f"client_assertion={JWT}&jwk={quote(json.dumps(EC))}"),
    "a form": rows("form", client_assertion=JWT, client_assertion_type=KIND, jwk=json.dumps(EC)),
    "parts": rows("multipart", client_assertion=JWT, jwks=json.dumps({"keys": [RSA]}), pk=PEM),
    "GraphQL": 'type = "graphql"\nquery = "mutation($k: String) { a(k: $k) }"\n'
    f"variables = {written(json.dumps({'jwk': EC, 'text': json.dumps(RSA)}))}\n",
}


@pytest.mark.parametrize("kind", ["postman", "curl", "har", "text"])
def test_no_private_part_leaves_unasked(kind: str, tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    (tmp_path / "outrider.toml").touch()
    start = 'method = "POST"\nurl = "https://api.example.com/x"\n[auth]\ntype = "none"\n[body]\n'
    names = {f"r{number}": body for number, body in enumerate(BODIES.values())}
    for name, body in names.items():
        (tmp_path / f"requests/{name}.toml").write_text(start + body)
    shell = Shell(tmp_path / "home", tmp_path)
    exports: list[tuple[str, ...]] = (
        [("postman", "export", "--as", "postman")] if kind == "postman" else []
    )
    exports += [(name, "export", name, "--as", kind) for name in names]
    for name, *words in exports:
        done = shell.run(*words)
        assert done.status == 0, done.text
        assert "LEAK" not in done.text, name
        assert "QxLEAK" not in quote(done.text), name
    kept = shell.run("export", "r0", "--as", kind).text
    assert "PUBLICvx7agoebGcQSuu" in kept
    if kind == "postman":
        assert "LEAK" in shell.run("export", "r0", "--as", kind, "--reveal").text
