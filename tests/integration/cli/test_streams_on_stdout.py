"""``outrider send`` writes a response while it arrives, and keeps what came when it is ended."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.stepped_stream import EVENTS, SteppedStream
from tests.servers.toxic import Call, response, toxic_server
from tests.shell import PROGRAM, Shell
from tests.terminal import Terminal

NO_AUTH = '[auth]\ntype = "none"\n'
LINES = b"Content-Type: application/x-ndjson"


@asynccontextmanager
async def stream(lab: Lab, fields: bytes = EVENTS, more: str = "") -> AsyncIterator[SteppedStream]:
    """A server with a stream, and a request for it."""
    stepped = SteppedStream(fields)
    async with toxic_server(stepped) as server:
        lab.request("live", f"{server.url}/live", NO_AUTH + more)
        yield stepped


@contextmanager
def running(shell: Shell, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program, ended in any case."""
    with shell.start("send", "live", *words) as process:
        try:
            yield process
        finally:
            process.kill()


async def line_of(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        return await asyncio.to_thread(process.stdout.readline)


async def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes, str]:
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        # Not by communicate, which leaves out what a line was read from.
        out = await asyncio.to_thread(process.stdout.read)
        err = await asyncio.to_thread(process.stderr.read)
    return process.wait(), out, err.decode()


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (EVENTS, (b"data: {}\n", b": a comment\n", b"id: 4\r\n")),
        (LINES, (b'{"a": 1}\n', b'{"b": "\xe2\x82\xac"}\n')),
        (b"Content-Type: application/json-seq", (b'\x1e{"a": 1}\n', b"\x1e[2]\n")),
        (b"Content-Type: text/plain", (b"\x1b[31mred\n", b"\xff\n")),
        (b"Content-Type: application/json", (b"[\n", b"1]\n")),
        (b"X-Nothing: said", (b"\0\1\n", b"\2\n")),
    ],
    ids=str,
)
async def test_each_line_is_there_before_the_next_is_sent(
    fields: bytes, lines: tuple[bytes, ...], shell: Shell, lab: Lab
) -> None:
    async with stream(lab, fields) as live:
        with running(shell) as process:
            for line in lines:
                live.say(line)
                assert await line_of(process) == line
            live.end()
            status, rest, _ = await ended(process)
    assert (status, rest) == (0, b"")


async def test_bytes_of_a_character_in_two_pieces_are_the_same_bytes(
    shell: Shell, lab: Lab
) -> None:
    async with stream(lab) as live:
        with running(shell) as process:
            live.say(b"data: \xe2", b"\x82", b"\xac\n")
            assert await line_of(process) == "data: €\n".encode()


async def test_a_compressed_stream_comes_piece_by_piece(shell: Shell, lab: Lab) -> None:
    import zlib

    packer = zlib.compressobj(wbits=31)
    async with stream(lab, EVENTS + b"\r\nContent-Encoding: gzip") as live:
        with running(shell) as process:
            for line in (b"data: 1\n", b"data: 2\n"):
                live.say(packer.compress(line) + packer.flush(zlib.Z_SYNC_FLUSH))
                assert await line_of(process) == line


async def test_include_writes_the_head_before_the_first_event(shell: Shell, lab: Lab) -> None:
    async with stream(lab) as live:
        with running(shell, "--include") as process:
            live.say(b"data: 1\n")
            assert await line_of(process) == b"HTTP/1.1 200 OK\n"
            head = [await line_of(process) for _ in range(4)]
    assert head == [
        b"Connection: close\n",
        b"Content-Type: text/event-stream\n",
        b"\n",
        b"data: 1\n",
    ]


async def test_a_stream_outlives_the_timeout_while_it_gives_data(shell: Shell, lab: Lab) -> None:
    async with stream(lab, more="[options]\ntimeout = 1.5\n") as live:
        with running(shell) as process:
            for number in range(6):
                live.say(b"data: %d\n" % number)
                assert await line_of(process) == b"data: %d\n" % number
                await asyncio.sleep(0.4)
            # Now it is silent for longer.
            status, rest, said = await ended(process)
    assert (status, rest) == (5, b"")
    assert "127.0.0.1 sent no data for 1.5 s" in said
    assert "The received part is shown." in said


@pytest.mark.parametrize("fields", [EVENTS, b"Content-Type: text/plain"])
async def test_another_body_and_a_stream_as_one_object_end_by_the_timeout(
    fields: bytes, shell: Shell, lab: Lab
) -> None:
    words = ("--json",) if fields == EVENTS else ()
    async with stream(lab, fields, "[options]\ntimeout = 1\n") as live:
        with running(shell, *words) as process:
            writing = asyncio.create_task(drip(live))
            status, out, said = await ended(process)
            writing.cancel()
    assert status == 5
    assert "did not send the whole response within 1 s" in said + out.decode()
    shown = json.loads(out)["response"]["body"] if words else out.decode()
    assert shown.startswith("data: .\n")


async def drip(live: SteppedStream) -> None:
    while True:
        live.say(b"data: .\n")
        await asyncio.sleep(0.1)


async def test_a_limit_that_the_request_has_ends_a_stream(shell: Shell, lab: Lab) -> None:
    async with stream(lab, more="[options]\nmax_body = 12\n") as live:
        with running(shell) as process:
            live.say(b"data: 1\n", b"data: 2\n")
            status, out, _ = await ended(process)
    assert (status, out) == (5, b"data: 1\ndata")


async def test_an_interrupted_stream_has_written_what_came(shell: Shell, lab: Lab) -> None:
    async with stream(lab) as live:
        with running(shell) as process:
            live.say(b"data: 1\nda")
            assert await line_of(process) == b"data: 1\n"
            process.send_signal(signal.SIGINT)
            status, rest, said = await ended(process)
            await asyncio.wait_for(live.gone.wait(), PATIENCE)
    assert (status, rest) == (130, b"da")
    assert said.rstrip().endswith("Interrupted.")


async def test_an_interrupted_stream_is_kept_in_its_file(
    shell: Shell, lab: Lab, tmp_path: Path
) -> None:
    target = tmp_path / "events.txt"
    async with stream(lab) as live:
        with running(shell, "--output", str(target)) as process:
            live.say(b"data: 1\n")
            async with asyncio.timeout(PATIENCE):
                while not [one for one in tmp_path.glob(".events*") if one.read_bytes()]:
                    await asyncio.sleep(0.02)
            process.send_signal(signal.SIGINT)
            status, out, _ = await ended(process)
    assert (status, out) == (130, b"")
    assert target.read_bytes() == b"data: 1\n"


async def test_a_reader_that_leaves_ends_the_stream(shell: Shell, lab: Lab) -> None:
    async with stream(lab) as live:
        words = ["bash", "-c", '"$@" | head -n 1', "sh", *PROGRAM, "send", "live"]
        process = await asyncio.create_subprocess_exec(
            *words,
            cwd=shell.folder,
            env=shell.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        live.say(b"data: 1\n")
        assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"data: 1\n"
        while not live.gone.is_set():
            live.say(b"data: 2\n")
            await asyncio.sleep(0.05)
        _, said = await process.communicate()
    assert "error" not in said.decode()
    assert "Traceback" not in said.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
async def test_a_full_disk_ends_the_stream(shell: Shell, lab: Lab) -> None:
    async with stream(lab) as live:
        live.say(b"data: 1\n")
        words = ["sh", "-c", '"$@" >/dev/full', "sh", *PROGRAM, "send", "live"]
        done = await asyncio.to_thread(
            subprocess.run,
            words,
            cwd=shell.folder,
            env=shell.environ,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 5
    assert b"No space left on device" in done.stderr


async def test_only_the_last_response_of_a_send_is_written(shell: Shell, lab: Lab) -> None:
    async def elsewhere(call: Call) -> None:
        if call.target == "/live":
            await call.say(
                response(
                    b"moved\n", b"Location: /there", b"Content-Type: text/plain", status=b"307"
                )
            )
        else:
            await call.say(response(b"there\n"))

    async with toxic_server(elsewhere) as server:
        lab.request("live", f"{server.url}/live", NO_AUTH + "[options]\nfollow_redirects = true\n")
        said = await asyncio.to_thread(shell.run, "send", "live")
    assert (said.status, said.out) == (0, b"there\n")


# On a terminal.


@asynccontextmanager
async def seen(shell: Shell, *words: str) -> AsyncIterator[Terminal]:
    """The program on a terminal."""
    words = (*PROGRAM, "send", "-q", "live", *words)
    terminal = Terminal.start(list(words), folder=shell.folder, environ=shell.environ)
    try:
        yield terminal
    finally:
        terminal.process.kill()
        terminal.process.wait()


@pytest.mark.parametrize(
    ("fields", "pieces", "shown"),
    [
        (EVENTS, (b"data: \xe2\x82", b"\xac\r\n\r"), "data: €\r\n"),
        (EVENTS, (b"data: 1\rdata: 2\r.",), "data: 1\r\ndata: 2\r\n"),
        (EVENTS, (b"data: \x1b]0;owned\x07\n",), "data: ␛]0;owned␇\r\n"),
        (LINES, (b'{"a":1}\n',), '{"a":1}\r\n'),
        (
            b"Content-Type: application/json",
            (b'{"a":1}\n', b'{"a":2}\n{'),
            '{"a":1}\r\n{"a":2}\r\n',
        ),
        (b"Content-Type: text/plain", (b"one\ntwo",), "one\r\n"),
        (b"Content-Type: text/plain; charset=euc-kr", ("한국\n".encode("euc-kr"),), "한국\r\n"),
    ],
    ids=str,
)
async def test_a_terminal_shows_whole_lines_at_once(
    fields: bytes, pieces: tuple[bytes, ...], shown: str, shell: Shell, lab: Lab
) -> None:
    async with stream(lab, fields) as live, seen(shell) as terminal:
        live.say(*pieces)
        await asyncio.to_thread(terminal.read_until, shown)
        assert terminal.raw.decode() == shown


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        ((b'{"a":', b"1}\n"), '{\r\n  "a": 1\r\n}\r\n'),
        ((b"[1,\n", b"2]"), "[\r\n  1,\r\n  2\r\n]\r\n"),
    ],
    ids=str,
)
async def test_json_waits_for_its_end_on_a_terminal(
    pieces: tuple[bytes, ...], shown: str, shell: Shell, lab: Lab
) -> None:
    async with stream(lab, b"Content-Type: application/json") as live, seen(shell) as terminal:
        live.say(*pieces)
        live.end()
        await asyncio.to_thread(terminal.read_until, shown)
        assert terminal.raw.decode() == shown


async def test_what_a_terminal_waits_for_is_shown_when_it_is_interrupted(
    shell: Shell, lab: Lab
) -> None:
    async with stream(lab, b"Content-Type: application/json") as live:
        words = [*PROGRAM, "send", "-v", "live"]
        terminal = Terminal.start(words, folder=shell.folder, environ=shell.environ)
        live.say(b"[1,\n2")
        # Nothing tells that it came but what is written in the end.
        await asyncio.sleep(2)
        terminal.process.send_signal(signal.SIGINT)
        await asyncio.to_thread(terminal.read_until, "[1,\r\n2\r\n")
        terminal.process.kill()
        terminal.process.wait()
