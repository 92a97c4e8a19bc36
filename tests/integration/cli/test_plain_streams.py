"""``outrider --plain`` says the lines of a stream while they arrive."""

from __future__ import annotations

import asyncio

from tests.engine_lab import Lab
from tests.servers.stepped_stream import SteppedStream
from tests.servers.toxic import toxic_server
from tests.shell import PROGRAM, Shell
from tests.terminal import Terminal


async def test_a_stream_is_said_as_it_arrives_and_ends_by_an_interrupt(
    shell: Shell, lab: Lab
) -> None:
    live = SteppedStream()
    async with toxic_server(live) as server:
        lab.request("live", f"{server.url}/live", '[auth]\ntype = "none"\n')
        words = ["/usr/bin/env", "TERM=dumb", *PROGRAM, "--plain", "--env", "dev"]
        seen = Terminal.start(words, folder=shell.folder, environ=shell.environ)
        try:
            await asyncio.to_thread(seen.read_until, "dev> ")
            seen.type("send live\n")
            await asyncio.to_thread(seen.read_until, "Receiving a stream: ctrl-c ends it.")
            live.say(b"event: tick\ndata: \x1b[31m1\n\n")
            await asyncio.to_thread(seen.read_until, "data: ␛[31m1\r\n")
            seen.type("\x03")
            await asyncio.to_thread(seen.read_until, "live> ")
            await asyncio.wait_for(live.gone.wait(), 60)
            # One that ends is not said again.
            seen.type("send\n")
            await asyncio.sleep(0)
            live.say(b"data: the last\n\n")
            await asyncio.to_thread(seen.read_until, "data: the last\r\n")
            live.end()
            await asyncio.to_thread(seen.read_until, "200 OK, ")
            seen.type("quit\n")
            await asyncio.to_thread(seen.process.wait, 60)
        finally:
            seen.process.kill()
            seen.process.wait()
    assert seen.raw.decode().count("data: the last") == 1
