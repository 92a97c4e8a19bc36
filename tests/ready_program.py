"""The program, imported once: each call of it is a process of its own that begins ready to run.

Starting Python and importing is most of what a command costs, and tests run a thousand of them.
So one process has everything imported, and forks for each call. A call has its own arguments,
folder, environment variables and streams, and runs the program's entry to its end.

What is not shown this way is the start itself: ``Shell.run_anew`` and ``Shell.start`` show that.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]
SCREEN = {
    f"outrider.{name}"
    for name in (
        "__main__",
        "app",
        "demo",
        "dialogs",
        "keymap",
        "terminal",
        "textual_internals",
        "toolkit",
        "widgets",
        "workbench",
    )
}
"""What a command does not need: it stays unimported, as it would be."""
LATE = ("anyio._backends._asyncio", "h2.connection", "tree_sitter_javascript", "tree_sitter")
"""What commands import when they need it, and which is no file of ours."""
NUMBER = struct.Struct("!q")
"""How a number goes over a channel."""
PIPE = 65_536
"""Bytes that a pipe takes before anybody reads."""
_AT_START = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "MALLOC", "TEXTUAL", "ESCDELAY")
"""Variables that count when a process starts."""


class ReadyProgram:
    """The process that forks.

    Args:
        environ: its environment variables, which a call may have others than.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._at_start = variables_of_the_start(environ)
        self._turn = threading.Lock()
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.ready_program", str(theirs.fileno())],
                cwd=ROOT,
                env=dict(environ),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        self._owner = os.getpid()
        atexit.register(self._end)

    def can_run(self, environ: Mapping[str, str]) -> bool:
        """Whether a process with these environment variables would have started as it did."""
        return variables_of_the_start(environ) == self._at_start

    def run(
        self,
        words: Sequence[str],
        folder: Path,
        environ: Mapping[str, str],
        *,
        given: bytes | None = None,
        together: bool = False,
    ) -> tuple[int, bytes, bytes]:
        """Runs the program to its end; returns its status and what it wrote.

        ``given``, at most :data:`PIPE` bytes, comes from a pipe that is its standard input.
        ``together`` has standard error in standard output, in the order of a terminal.
        """
        call = json.dumps([list(words), str(folder), dict(environ)]).encode()
        (out, out_end), (err, err_end), (ended, ended_end) = os.pipe(), os.pipe(), os.pipe()
        with _input(given) as source, self._turn:
            streams = [source.fileno(), out_end, out_end if together else err_end, ended_end]
            socket.send_fds(self._channel, [NUMBER.pack(len(call))], streams)
            self._channel.sendall(call)
        for end in (out_end, err_end, ended_end):
            os.close(end)
        program = NUMBER.unpack(os.read(ended, NUMBER.size))[0]
        try:
            said, told, status = _read_to_end(out, err, ended)
        except TimeoutError:
            os.kill(program, signal.SIGKILL)
            raise
        return os.waitstatus_to_exitcode(NUMBER.unpack(status)[0]), said, told

    def _end(self) -> None:
        # A test may fork, and its child leave as Python does.
        if os.getpid() != self._owner:
            return
        self._channel.close()
        self._process.communicate(timeout=PATIENCE)


def variables_of_the_start(environ: Mapping[str, str]) -> dict[str, str]:
    """Those that count before the program's first line, or when a library is imported."""
    return {name: value for name, value in environ.items() if name.startswith(_AT_START)}


def _input(given: bytes | None) -> BinaryIO:
    """Where a program reads what it is given; nowhere where that is nothing."""
    if given is None:
        return Path(os.devnull).open("rb")
    end, write_end = os.pipe()
    os.write(write_end, given)
    os.close(write_end)
    return os.fdopen(end, "rb")


def _read_to_end(*ends: int) -> list[bytes]:
    """What comes out of each pipe until nobody can write any more; closes them."""
    last = time.monotonic() + PATIENCE
    wrote = {end: bytearray() for end in ends}
    with selectors.DefaultSelector() as selector:
        for end in ends:
            selector.register(end, selectors.EVENT_READ)
        try:
            while selector.get_map():
                ready = selector.select(max(0, last - time.monotonic()))
                if not ready:
                    raise TimeoutError(f"the program runs for more than {PATIENCE} s")
                for key, _ in ready:
                    data = os.read(key.fd, 65536)
                    wrote[key.fd] += data
                    if not data:
                        selector.unregister(key.fd)
        finally:
            for end in ends:
                os.close(end)
    return [bytes(wrote[end]) for end in ends]


def exactly(channel: socket.socket, size: int) -> bytes:
    """As many bytes as are asked for.

    Raises:
        EOFError: the other side has ended.
    """
    data = bytearray()
    while len(data) < size:
        more = channel.recv(size - len(data))
        if not more:
            raise EOFError("the ready program has ended")
        data += more
    return bytes(data)


# In the process that forks.


def await_call(channel: socket.socket) -> bool:
    """Forks for each call; returns true in a call's process, and false when no more will come.

    Calls run side by side. Each is told its process first, and how that ended.
    """
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    running: dict[int, int] = {}
    while True:
        if woken in select.select([channel.fileno(), woken], [], [])[0]:
            os.read(woken, 512)
            _tell_ended(running)
            continue
        try:
            head, streams, _, _ = socket.recv_fds(channel, NUMBER.size, 4)
            if not head:
                return False
            call = exactly(channel, NUMBER.unpack(head)[0])
        except (ConnectionError, EOFError):
            return False
        child = os.fork()
        if not child:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            channel.detach()
            _become(call, streams[:3])
            return True
        *streams, ended = streams
        for stream in streams:
            os.close(stream)
        os.write(ended, NUMBER.pack(child))
        running[child] = ended


def _tell_ended(running: dict[int, int]) -> None:
    while running:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        ended = running.pop(child)
        # Whoever asked may have given up.
        with suppress(BrokenPipeError):
            os.write(ended, NUMBER.pack(status))
        os.close(ended)


def _become(call: bytes, streams: Sequence[int]) -> None:
    """Makes this process one that was started with these words, in that folder."""
    words, folder, environ = json.loads(call)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.path[0] = str(Path.cwd())
    sys.argv[1:] = words


def import_all(name: str = "outrider", but: Container[str] = SCREEN) -> None:
    """Imports a package of the program with all that is in it, but for some modules of it."""
    for module in pkgutil.iter_modules(importlib.import_module(name).__path__, f"{name}."):
        if module.name not in but:
            importlib.import_module(module.name)
            if module.ispkg:
                import_all(module.name, but)


def _serve(descriptor: int) -> None:
    import_all()
    for name in LATE:
        importlib.import_module(name)
    # What is there is no garbage: looking for some in each child would copy its memory.
    gc.collect()
    gc.freeze()
    if await_call(socket.socket(fileno=descriptor)):
        from outrider.__main__ import run

        sys.argv[0] = sys.modules["outrider.__main__"].__file__ or ""
        os._exit(run_and_leave(run))


def run_and_leave(run: Callable[[], object]) -> int:
    """Runs a program's entry and leaves as Python does, but for what was imported before.

    To take that apart costs more than most commands, and it holds nothing of this call.

    Returns:
        The exit status.
    """
    status: object = 0
    try:
        run()
    except SystemExit as leave:
        status = leave.code
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return status if isinstance(status, int) else int(status is not None)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
