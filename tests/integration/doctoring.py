"""Servers that answer all alike, and a diagnosis of the environment ``dev``."""

from __future__ import annotations

import json
from typing import Any

from tests.engine_lab import Lab
from tests.servers.toxic import Behaviour, Call

from outrider.engine.doctor.diagnosis import Diagnosis


def answering(status: str, body: object = "", *headers: str) -> Behaviour:
    content = (body if isinstance(body, str) else json.dumps(body)).encode()
    head = "\r\n".join((f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(content)}"))

    async def behave(call: Call) -> None:
        await call.say(f"{head}\r\nContent-Type: application/json\r\n\r\n".encode() + content)

    return behave


def only_posts(behaviour: Behaviour) -> Behaviour:
    """Nothing but a token endpoint, which is wherever it is asked for."""

    async def behave(call: Call) -> None:
        is_post = call.head.startswith(b"POST")
        await (behaviour if is_post else answering("404 Not Found"))(call)

    return behave


async def examined(lab: Lab, **more: Any) -> Diagnosis:
    async with lab.workbench() as bench:
        return await bench.doctor.examine(lab.snapshot("dev"), "default", **more)
