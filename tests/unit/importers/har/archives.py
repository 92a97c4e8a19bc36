"""Archives to import, as browsers write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult

ORDERS = "https://api.example.com/v1/orders"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
CREDENTIALS = "grant_type=client_credentials&scope=a+b&audience=x"
CODE = (
    "grant_type=authorization_code&code=1&code_verifier=v&client_id=c"
    "&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb"
)
REFRESH = "grant_type=refresh_token&refresh_token=r1&client_id=c"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def entry(
    url: str = ORDERS,
    method: str = "GET",
    *headers: tuple[str, str],
    body: Mapping[str, Any] | None = None,
    answer: str | None = "{}",
    status: int = 200,
    **more: Any,
) -> dict[str, Any]:
    """One entry as browsers write it."""
    asked: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": name, "value": value} for name, value in headers],
    }
    if body is not None:
        asked["postData"] = body
    content = {"mimeType": "application/json", **({"text": answer} if answer else {})}
    return {"request": asked, "response": {"status": status, "content": content}, **more}


def archive(*entries: Any, creator: str = "mitmproxy", **more: Any) -> str:
    return json.dumps({"log": {"creator": {"name": creator}, "entries": list(entries), **more}})


def read(text: str, name: str = "shop.har") -> ImportResult:
    return read_sources([ImportSource(name, text)])


def said(imported: ImportResult) -> str:
    return "\n".join(f"{one.place}: {one.what} {one.why}" for one in imported.remarks)


def token_call(grant: str, *, answer: Mapping[str, Any], basic: str = "") -> dict[str, Any]:
    headers = [("Content-Type", FORM)] + ([("Authorization", f"Basic {basic}")] if basic else [])
    return entry(
        "https://login.example.com/token",
        "POST",
        *headers,
        body={"mimeType": FORM, "text": grant},
        answer=json.dumps(answer),
    )
