"""One response of an authorization server, and short words for the usual ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

TRACES = (
    " Trace ID: 0a9b8c7d-0000-4000-8000-000000000000 Correlation ID: 11111111-0000-4000-8000-"
    "000000000000 Timestamp: 2026-11-29 16:29:37Z"
)


@dataclass(frozen=True)
class Shape:
    """One response: its status, its body (an object is JSON) and header fields beside."""

    status: int
    body: Any = ""
    kind: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()

    @property
    def content_type(self) -> str:
        """As it is named, else as the body looks."""
        if self.kind or self.body == "":
            return self.kind
        if not isinstance(self.body, str):
            return "application/json"
        return "text/html; charset=utf-8" if "<" in self.body else "text/plain"


def entra(code: str, number: int, words: str, status: int = 400) -> Shape:
    """A refusal of Microsoft Entra ID."""
    return Shape(
        status,
        {
            "error": code,
            "error_description": f"AADSTS{number}: {words}{TRACES}",
            "error_codes": [number],
            "trace_id": "0a9b8c7d-0000-4000-8000-000000000000",
            "error_uri": f"https://login.microsoftonline.com/error?code={number}",
        },
    )


def oauth(code: str, words: object = "", status: int = 400, **more: Any) -> Shape:
    """A refusal as RFC 6749 §5.2 has it."""
    described = {"error_description": words} if words else {}
    return Shape(status, {"error": code, **described, **more})


def page(status: int, title: str, text: str = "") -> Shape:
    """A page of HTML."""
    return Shape(
        status, f"<!doctype html>\n<html><head><title>{title}</title></head><body>{text}</body>"
    )


TOKEN = {"access_token": "abc.def.ghi", "token_type": "Bearer", "expires_in": 300}
