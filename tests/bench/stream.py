"""What a stream of events costs the screen: the wait of a key meanwhile, and memory.

.venv/bin/python -m tests.bench.stream [EVENTS-A-SECOND SECONDS [held]]

A server sends events; the workbench shows them on a pseudo-terminal of 120 columns and 40 lines,
and a letter is typed into the URL four times a second. Memory is that of the process (resident).
With ``held`` it also says what held up the event loop, in processor time: `held_loop.py` runs it.
"""

from __future__ import annotations

import json
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.bench import held_loop
from tests.bench.processes import busy, resident
from tests.bench.program import Program, clock

_LETTERS = "QVWY"
"""Letters that neither the events nor the terminal's sequences have."""
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def main(rate: float = 200.0, seconds: float = 60.0, *, held: bool = False) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, rate, seconds), daemon=True).start()
        root = Path(folder)
        (root / "requests").mkdir()
        (root / "outrider.toml").write_text('name = "Stream"\n')
        url = f"http://127.0.0.1:{server.getsockname()[1]}/events"
        text = f'name = "Events"\nurl = "{url}"\n[auth]\ntype = "none"\n'
        (root / "requests" / "events.toml").write_text(text)
        home = {"HOME": folder, **{f"XDG_{one}_HOME": folder for one in ("STATE", "CONFIG")}}
        notes = root / "notes.json"
        command = [str(Path(sys.executable).with_name("outrider")), folder]
        if held:
            command = [sys.executable, held_loop.__file__, str(notes), folder]
        with Program(command, environ=home, folder=root) as program:
            program.wait("Send")
            program.settle(0.6)
            program.press("<c-g>u")
            program.press("<c-r>")
            program.wait("Receiving")
            began = time.monotonic()
            _measure(program, seconds)
            ended = time.monotonic()
        if held:
            _tell_held(json.loads(notes.read_text()), began, ended)


def _tell_held(notes: dict[str, list[tuple[float, float]]], began: float, ended: float) -> None:
    for name, times in notes.items():
        took = sorted(milliseconds for at, milliseconds in times if began <= at <= ended)
        if took:
            far = took[len(took) * 999 // 1000]
            print(f"{name}: {len(took):,}, p99.9 {far:.1f} ms, longest {took[-1]:.1f} ms, ", end="")
            print(f"in all {sum(took):,.0f} ms")


def _measure(program: Program, seconds: float) -> None:
    waits, memory = [], [(0.0, resident(program.pid))]
    began, used, written = clock(), busy(program.pid), program.written
    number = 0
    while (passed := clock() - began) < seconds - 2:
        letter = _LETTERS[number % len(_LETTERS)].encode()
        waits.append(_wait_of(program, letter))
        program.press("<bs>", 0.24)
        number += 1
        if passed >= memory[-1][0] + seconds / 6:
            memory.append((passed, resident(program.pid)))
    took = clock() - began
    waits.sort()
    print(f"keys: {len(waits)}; median {waits[len(waits) // 2] * 1000:.1f} ms, ", end="")
    print(f"p95 {waits[len(waits) * 95 // 100] * 1000:.1f} ms, longest {waits[-1] * 1000:.1f} ms")
    print("memory: " + ", ".join(f"{size / 1e6:.1f} MB after {at:.0f} s" for at, size in memory))
    print(f"processor: {(busy(program.pid) - used) / took:.0%} of a core; ", end="")
    print(f"written: {(program.written - written) / took / 1000:.1f} kB/s")
    program.wait("200 OK", patience=30.0)
    print(next(line for line in program.text.splitlines() if "200 OK" in line).strip())


def _wait_of(program: Program, letter: bytes) -> float:
    """Seconds until a letter that was typed is written to the terminal."""
    first = len(program.log)
    pressed = clock()
    program.send(letter)
    while clock() - pressed < 5.0:
        program.read(0.05)
        for came, data in program.log[first:]:
            if letter in data:
                return came - pressed
        first = len(program.log)
    raise TimeoutError("a letter that was typed is not shown")


def _serve(server: socket.socket, rate: float, seconds: float) -> None:
    connection = server.accept()[0]
    connection.recv(65_536)
    connection.sendall(_HEAD)
    began = time.monotonic()
    for number in range(int(rate * seconds)):
        wait = began + number / rate - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        body = f'{{"order": {number}, "status": "placed", "note": "{"a note " * 12}"}}'
        connection.sendall(f"id: {number}\nevent: order.placed\ndata: {body}\n\n".encode())
    connection.close()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:3]), held=sys.argv[3:] == ["held"])
