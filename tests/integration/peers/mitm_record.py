"""An addon for mitmdump: says its port, and writes each flow as a line of JSON.

``--set record_to=FILE`` names the file. The first line on standard output is ``{"port": …}``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from mitmproxy import ctx


class Record:
    """The addon."""

    def __init__(self) -> None:
        self._parent = os.getppid()
        self._watching: asyncio.Task[None] | None = None

    def load(self, loader: Any) -> None:
        loader.add_option("record_to", str, "", "The file that each flow is written to.")

    async def running(self) -> None:
        server = ctx.master.addons.get("proxyserver")
        while not server.listen_addrs():
            await asyncio.sleep(0.01)
        sys.stdout.write(json.dumps({"port": server.listen_addrs()[0][1]}) + "\n")
        sys.stdout.flush()
        self._watching = asyncio.create_task(self._watch())

    def response(self, flow: Any) -> None:
        self._write(flow, flow.response.status_code, "")

    def error(self, flow: Any) -> None:
        self._write(flow, None, flow.error.msg)

    def _write(self, flow: Any, status: int | None, error: str) -> None:
        line = {
            "method": flow.request.method,
            "url": flow.request.pretty_url,
            "host": flow.request.host,
            "http_version": flow.request.http_version,
            "headers": list(flow.request.headers.items(multi=True)),
            "body": (flow.request.raw_content or b"").decode("latin-1"),
            "status": status,
            "error": error,
        }
        with Path(ctx.options.record_to).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    async def _watch(self) -> None:
        """Ends the proxy when the process that started it is gone."""
        while os.getppid() == self._parent:
            await asyncio.sleep(0.5)
        ctx.master.shutdown()


addons = [Record()]
