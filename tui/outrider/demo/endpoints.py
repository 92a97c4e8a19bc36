"""Answers of the demo's API that have nothing to do with orders."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from outrider.demo.access_token_check import BearerChallenge, TokenHolder

LARGEST = 2_000_000_000
SLOWEST = 600.0


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """A problem report (RFC 9457)."""
    members = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(members, status, media_type="application/problem+json")


async def json_object(request: Request) -> dict[str, Any] | Response:
    """The request's JSON object, or the answer to a body that is none."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        return problem(415, "Unsupported media type", "Send application/json.")
    try:
        value = json.loads(await request.body())
    except (ValueError, RecursionError):
        return problem(400, "Not JSON", "The body cannot be read as JSON.")
    if not isinstance(value, dict):
        return problem(400, "Not an object", "The body is JSON, but not an object.")
    return value


async def echo(request: Request) -> Response:
    """Everything that arrived, nothing hidden, so that people see what they sent."""
    body = await request.body()
    query = request.scope["query_string"].decode("latin-1")
    sent: dict[str, Any] = {
        "method": request.method,
        "target": request.scope["raw_path"].decode("latin-1") + (f"?{query}" if query else ""),
        "http_version": request.scope["http_version"],
        "headers": [
            [name.decode("latin-1"), value.decode("latin-1")]
            for name, value in request.scope["headers"]
        ],
        "size": len(body),
    }
    try:
        sent["body"] = body.decode("utf-8")
    except UnicodeDecodeError:
        sent["body_base64"] = base64.b64encode(body).decode("ascii")
    return JSONResponse(sent)


async def error(request: Request, _: TokenHolder) -> Response:
    """The error that was asked for."""
    status = request.path_params["status"]
    if not 400 <= status <= 599:
        return problem(400, "Not an error", "Ask for a status from 400 to 599.")
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "An error without a name"
    answer = problem(status, phrase, "You asked for this error, and here it is.")
    if status == 401:
        challenge = BearerChallenge(401, "invalid_token", "You asked for this.")
        answer.headers["WWW-Authenticate"] = challenge.header
    if status in (429, 503):
        answer.headers["Retry-After"] = "30"
    return answer


async def slow(request: Request, _: TokenHolder) -> Response:
    """An answer after ``seconds``."""
    try:
        seconds = float(request.query_params.get("seconds", "3"))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= SLOWEST:
        return problem(400, "Bad seconds", f"seconds is a number up to {SLOWEST:.0f}.")
    await asyncio.sleep(seconds)
    return JSONResponse({"waited": seconds})


async def large(request: Request, _: TokenHolder) -> Response:
    """A JSON array of about (at least) ``bytes``, made while it is sent."""
    try:
        size = int(request.query_params.get("bytes", "1000000"))
    except ValueError:
        size = -1
    if not 0 <= size <= LARGEST:
        return problem(400, "Bad bytes", f"bytes is a number up to {LARGEST}.")
    return StreamingResponse(_rows(size), media_type="application/json")


async def _rows(size: int) -> AsyncIterator[bytes]:
    sent = 0
    number = 0
    yield b"["
    while sent < size or number == 0:
        rows = []
        for _ in range(500):
            number += 1
            row = f'\n  {{"id": {number}, "product": "Rye loaf", "quantity": {number % 90 + 1}}}'
            rows.append(row)
            sent += len(row) + 1
            if sent >= size:
                break
        chunk = ",".join(rows)
        yield (chunk if number == len(rows) else "," + chunk).encode("ascii")
    yield b"\n]\n"


async def redirect(request: Request, _: TokenHolder) -> Response:
    """A redirect ``to`` somewhere, with the ``status`` that was asked for."""
    target = request.query_params.get("to", "health")
    try:
        status = int(request.query_params.get("status", "302"))
    except ValueError:
        status = 0
    if status not in (301, 302, 303, 307, 308) or not target.isprintable() or not target.isascii():
        return problem(400, "Bad redirect", "to is a URL, status is 301, 302, 303, 307 or 308.")
    return Response(b"", status, {"Location": target})


async def whoami(_: Request, caller: TokenHolder) -> Response:
    """What the token says of the caller."""
    return JSONResponse(
        {
            "client_id": caller.client_id,
            "scopes": list(caller.scopes),
            "claims": dict(caller.claims),
        }
    )
