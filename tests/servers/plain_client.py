"""Requests made with the standard library alone, so that tests of servers need no engine."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from ssl import SSLContext
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """An answer, read to its end."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    tls: SSLContext | None = None,
    timeout: float = 10,
) -> Answer:
    """Sends one request; follows no redirect."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    connection = (
        HTTPSConnection(host, port, timeout=timeout, context=tls)
        if parts.scheme == "https"
        else HTTPConnection(host, port, timeout=timeout)
    )
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, tuple(answer.getheaders()), answer.read())
    finally:
        connection.close()


def basic(client_id: str, client_secret: str) -> str:
    """A Basic credential, form-encoded first (RFC 6749 §2.3.1), a space as ``%20``."""
    pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def raw_basic(client_id: str, client_secret: str) -> str:
    """A Basic credential as most clients send it: not form-encoded."""
    return "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()


def ask_token(
    url: str,
    fields: Iterable[tuple[str, str]] = (("grant_type", "client_credentials"),),
    *,
    authorization: str | None = None,
    content_type: str | None = FORM,
    tls: SSLContext | None = None,
) -> Answer:
    """Sends a token request."""
    headers = {"Accept": "application/json"}
    if content_type is not None:
        headers["Content-Type"] = content_type
    if authorization is not None:
        headers["Authorization"] = authorization
    return ask("POST", url, headers=headers, body=urlencode(list(fields)).encode(), tls=tls)
