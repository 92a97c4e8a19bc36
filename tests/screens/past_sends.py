"""Sends as they were at a fixed time: a token was fetched, then the API answered, or nobody did."""

from __future__ import annotations

import json

from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import ConnectionInfo, Exchange, Failure, FailureKind, Purpose, Timing
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent
from outrider.model.past_send import PastSend
from outrider.model.secret import Secret
from outrider.widgets.view_models import SendOutcome

NOW = 1_790_000_000.0
"""2026-09-21, 14:13:20 in Greenwich."""

_API = "https://api.example.com/v1/orders"
_TOKEN = "https://login.example.com/oauth2/token"


def _exchange(
    number: int, purpose: Purpose, request: RequestMessage, status: int, reason: str, body: object
) -> Exchange:
    content = json.dumps(body).encode()
    fields = (("Content-Type", "application/json"), ("Date", "Mon, 21 Sep 2026 14:13:20 GMT"))
    response = ResponseMessage(
        status, reason, "HTTP/1.1", fields, content, len(content), len(content)
    )
    why = "no token yet" if purpose is Purpose.TOKEN else ""
    timing = Timing(41.5, connect=4.0, tls=11.0, first_byte=20.5, download=6.0)
    network = ConnectionInfo("192.0.2.10:50412", "198.51.100.7:443")
    at = NOW + number
    return Exchange(number, 1, purpose, "dev", why, request, response, None, timing, at, network)


TOKEN_EXCHANGE = _exchange(
    1,
    Purpose.TOKEN,
    RequestMessage(
        "POST",
        _TOKEN,
        (
            FieldLine("Authorization", Secret("Basic b3V0cmlkZXI6czNjcjN0")),
            FieldLine("Content-Type", "application/x-www-form-urlencoded"),
        ),
        TextContent("grant_type=client_credentials&scope=orders%3Aread"),
    ),
    200,
    "OK",
    {"access_token": "…", "token_type": "Bearer", "expires_in": 300, "scope": "orders:read"},
)

API_EXCHANGE = _exchange(
    2,
    Purpose.API,
    RequestMessage("GET", _API, (FieldLine("Authorization", Secret("Bearer a.b.c")),)),
    200,
    "OK",
    {
        "orders": [
            {"id": 17, "name": "Rye bread", "total": 4.20, "paid": True, "note": None},
            {"id": 18, "name": "Pumpernickel", "total": 5.00, "paid": False, "note": "sliced"},
        ],
        "next": "/v1/orders?page=2",
    },
)

REFUSED = Exchange(
    3,
    2,
    Purpose.API,
    "dev",
    "",
    API_EXCHANGE.request,
    None,
    Failure(
        FailureKind.REFUSED,
        "Nobody answers at api.example.com.",
        "https://api.example.com",
        "connection refused",
        "Check host and port.",
    ),
    Timing(3.0, connect=3.0),
    NOW + 60,
)

OUTCOME = SendOutcome("list", "dev", API_EXCHANGE)

ENTRIES = (
    ConsoleEntry(NOW, 1, "dev", EntryKind.NOTE, "No token is kept for dev: one is fetched."),
    ConsoleEntry(NOW + 1, 1, "dev", EntryKind.TOKEN, exchange=TOKEN_EXCHANGE),
    ConsoleEntry(NOW + 2, 1, "dev", EntryKind.API, exchange=API_EXCHANGE),
    ConsoleEntry(NOW + 59, 2, "dev", EntryKind.NOTE, "Token from the cache: 241 s left."),
    ConsoleEntry(NOW + 60, 2, "dev", EntryKind.API, exchange=REFUSED),
    ConsoleEntry(NOW + 60, 2, "dev", EntryKind.ERROR, "Nobody answers at api.example.com."),
)

EMPTY = _exchange(
    4, Purpose.API, API_EXCHANGE.request, 200, "OK", {"orders": [], "next": "/v1/orders?page=2"}
)
PAST = (
    PastSend(NOW + 2, "list", "dev", "dev", API_EXCHANGE),
    PastSend(NOW + 60, "list", "dev", "dev", REFUSED, ("Nobody answers at api.example.com.",)),
    PastSend(NOW + 90, "list", "live", "Production", None, ("The variable region is unset.",)),
    PastSend(NOW + 120, "list", "dev", "dev", EMPTY),
)
