"""Reads token responses for a definition that names members, in few words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.member_path import member_path
from outrider.model.message import ResponseMessage
from outrider.model.token import TokenResponse
from outrider.oauth.token_client import TokenClient
from outrider.oauth.token_response import read_token_response

NOW = 1_790_000_000.0
"""Seconds since the epoch at which responses are read: 2026-09-21 14:13:20 UTC."""

FILE = "environments/dev.toml"


def client_with(paths: Mapping[str, object] = {}, **settings: str) -> TokenClient:
    """A client whose ``[auth.default]`` is on line 5, and its ``token_response`` on line 9."""
    found = {name: member_path(written) for name, written in paths.items()}
    table = SourceLocation(FILE, ("auth", "default", "token_response"), 9)
    config = AuthConfig(
        "oauth2",
        name="default",
        place=SourceLocation(FILE, ("auth", "default"), 5),
        token_response={name: path for name, path in found.items() if path is not None},
        places={"token_response": table} if paths else {},
    )
    return TokenClient(ResolvedAuth(config, settings), clock=lambda: NOW)


def response_of(
    body: Any, status: int = 200, kind: str = "application/json", **fields: str
) -> ResponseMessage:
    """A response; what is neither bytes nor a text is JSON."""
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    headers = (("Content-Type", kind), *fields.items())
    content = text if isinstance(text, bytes) else text.encode()
    return ResponseMessage(status, "", "HTTP/1.1", headers, content)


def reading_of(
    body: Any,
    paths: Mapping[str, object] = {},
    *,
    kind: str = "application/json",
    fields: Mapping[str, str] = {},
    **settings: str,
) -> TokenResponse:
    """The token in a successful response."""
    reply = response_of(body, 200, kind, **fields)
    return read_token_response(
        reply, "https://login.example.com/token", client_with(paths, **settings)
    )
