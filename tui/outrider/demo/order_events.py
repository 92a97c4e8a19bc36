"""What happens to orders, as server-sent events: one a second, for as long as somebody listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from outrider.demo.access_token_check import TokenHolder
from outrider.demo.endpoints import problem

_STEPS = ("placed", "packed", "shipped")
_PRODUCTS = ("Rye loaf", "Cinnamon bun", "Baguette", "Brioche")
_FASTEST = 0.001
_SLOWEST = 60.0


async def order_events(request: Request, _: TokenHolder) -> Response:
    """Events from the one after ``Last-Event-ID`` on, one each ``seconds``, ``count`` of them."""
    try:
        pause = float(request.query_params.get("seconds", "1"))
        count = int(request.query_params.get("count", "1000000"))
    except ValueError:
        pause = count = -1
    if not (_FASTEST <= pause <= _SLOWEST and count >= 0):
        return problem(400, "Bad number", "seconds and count are numbers.")
    last = request.headers.get("last-event-id", "")
    first = int(last) + 1 if last.isascii() and last.isdigit() and len(last) < 10 else 1
    return StreamingResponse(
        _events(first, count, pause),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


async def _events(first: int, count: int, pause: float) -> AsyncIterator[bytes]:
    yield b"retry: 3000\n: One event a second. Stop it when you have seen enough.\n\n"
    for number in range(first, first + count):
        if number > first:
            await asyncio.sleep(pause)
        yield event(number)


def event(number: int) -> bytes:
    """An event by its id: what an order goes through, one after the other."""
    order, step = divmod(number - 1, len(_STEPS))
    status = _STEPS[step]
    body = {
        "order": 2001 + order,
        "status": status,
        "lines": [{"product": _PRODUCTS[order % len(_PRODUCTS)], "quantity": 10 + order % 50}],
        "note": "Café Lindgren" if order % 2 else None,
    }
    data = json.dumps(body, ensure_ascii=False)
    return f"id: {number}\nevent: order.{status}\ndata: {data}\n\n".encode()
