"""A collection with a literal credential in every place that can hold one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.integration.importing.every_spelling import auth, item, post, raw, rows, url

_NUMBERS = count(100)
SECRETS: list[str] = []


def secret(before: str = "", after: str = "") -> str:
    """A value that no tracked file may hold."""
    value = f"{before}cAn4ry{next(_NUMBERS)}{after}"
    SECRETS.append(value)
    return value


def shaped() -> str:
    """One that is known by its looks alone."""
    value = f"ghp_{next(_NUMBERS)}abcdefghijklmnopqrstuvwxyzABCDEFG"
    SECRETS.append(value)
    return value


def jwt() -> str:
    value = f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI{next(_NUMBERS)}In0.c2lnbmF0dXJlLXBhcnQ"
    SECRETS.append(value)
    return value


def _items() -> Iterator[dict[str, Any]]:
    yield item("header bearer", "{{host}}/1", header=rows(("Authorization", f"Bearer {secret()}")))
    yield item("header basic", "{{host}}/1", header=rows(("Authorization", "Basic Y0FuNHJ5OnB3")))
    yield item("header bare", "{{host}}/1", header=rows(("authorization", secret())))
    yield item("header scheme", "{{host}}/1", header=rows(("Authorization", f"Token t={secret()}")))
    for name in ("X-Api-Key", "PRIVATE-TOKEN", "X-Vault-Token", "Ocp-Apim-Subscription-Key",
                 "X-Goog-Api-Key", "X-Auth-Token", "apikey", "X-Amz-Security-Token"):  # fmt: skip
        yield item(name, "{{host}}/1", header=rows((name, secret())))
    yield item("cookie", "{{host}}/1", header=rows(("Cookie", f"sid={secret()}; theme=dark")))
    yield item(
        "cookie mixed", "{{host}}/1", header=rows(("Cookie", f"a={{{{value}}}}; sid={secret()}"))
    )
    yield item("shape in a header", "{{host}}/1", header=rows(("X-Any", f"v={shaped()}, x")))
    off = rows(("X-Api-Key", secret()), disabled=True)
    yield item("header off", "{{host}}/1", header=off)
    yield item(
        "raw query", f"{{{{host}}}}/1?api_key={secret()}&x=1&token={secret('a%2Fb+', '%3D')}"
    )
    yield item("raw query shape", f"{{{{host}}}}/1?x={shaped()}#f")
    yield item(
        "query", url("q", query=rows(("access_token", secret()), ("sig", secret("a b/", "="))))
    )
    yield item(
        "query awkward",
        url("q", query=rows(("client_secret", secret("a/b+c d&", "%20=")), ("[]", "1"))),
    )
    yield item("query off", url("q", query=rows(("apiKey", secret()), disabled=True)))
    yield item("path shape", url(f"hooks/{shaped()}/x"))
    yield item("path variable", url("k/:apiKey", variable=rows(("apiKey", secret("a-")))))
    yield post("urlencoded", {"mode": "urlencoded", "urlencoded": rows(
        ("client_secret", secret("ä +")), ("password", secret("%", "&")),
        ("grant_type", "x"))})  # fmt: skip
    yield post("formdata", {"mode": "formdata", "formdata": rows(
        ("passwd", secret("ä\n", " x")), ("meta", json.dumps({"token": secret()})),
        type="text")})  # fmt: skip
    deep = {"a": [{"b": {"password": secret('"q\\', "ä/"), "note": "x"}}], "pin": 12,
            "auth": {"client_secret": {"value": secret()}}, "tokens": [secret("1"), secret("2")],
            "rows": [{"name": "api_key", "value": secret()}],
            "text": f"see {jwt()} there"}  # fmt: skip
    yield post("json", raw(json.dumps(deep), "json"))
    yield post("json spelled", raw('{"password": "\\u0063An4ry\\/xyz", "n": {{number}}}', "json"))
    yield post("json in json", raw(json.dumps({"s": json.dumps({"password": secret()})}), "json"))
    yield post("json number", raw('{"token": 1234567890123, "v": {{number}}}', "json"))
    yield post("json untyped", raw(f'{{"password": "{secret()}", "a": {{{{number}}}}}}'))
    yield post("xml", raw(f"<r><password>{secret()}</password><b>{jwt()}</b></r>", "xml"))
    yield post("form as text", raw(f"grant_type=password&password={secret('a%26')}&x=1"),
               header=rows(("Content-Type", "application/x-www-form-urlencoded")))  # fmt: skip
    yield post("text", raw(f"hello {shaped()} you", "text"))
    yield post("graphql", {"mode": "graphql", "graphql": {
        "query": f'mutation {{ login(password: "{secret()}") {{ id }} }}',
        "variables": json.dumps({"input": {"password": secret("ü", '"')}})}})  # fmt: skip
    yield item("basic", "{{host}}/a", auth=auth("basic", username="me", password=secret("p:ß ")))
    yield item("bearer", "{{host}}/a", auth=auth("bearer", token=secret()))
    yield item("key", "{{host}}/a", auth=auth("apikey", key="X-K", value=secret()))
    yield item("oauth2", "{{host}}/a", auth=auth("oauth2", accessToken=secret()))
    yield item("variable", "{{host}}/{{apiKey}}/{{connection}}/{{plain}}")


COLLECTION: dict[str, Any] = {
    "info": {"name": "Literals", "schema": "v2.1.0"},
    "item": list(_items()),
    "variable": [
        {"key": "apiKey", "value": secret()},
        {"key": "connection", "value": f"Server=a;Password={secret()};x"},
        {"key": "plain", "value": jwt()},
        {"key": "number", "value": 12},
        {"key": "tokenUrl", "value": "https://a.example/token"},
    ],
}
