"""The screen, imported once: each start of it on a terminal is a process that begins ready to run.

As ``tests/ready_program.py`` for commands. Who asks becomes the parent of what it started, so that
it is waited for, stopped and killed as if it had been started anew. What is not shown this way is
the start itself: ``test_starting.py`` shows that.
"""

from __future__ import annotations

import atexit
import ctypes
import fcntl
import gc
import importlib
import json
import os
import random
import runpy
import socket
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.patience import PATIENCE
from tests.ready_program import (
    LATE,
    NUMBER,
    exactly,
    import_all,
    run_and_leave,
    variables_of_the_start,
)

ROOT = Path(__file__).parents[2]
_PR_SET_CHILD_SUBREAPER = 36


class ReadyScreen:
    """The process that forks.

    Args:
        environment: its environment variables, which a program may have others than.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._at_start = variables_of_the_start(environment)
        self._channel, theirs = socket.socketpair()
        # Its streams are those of a terminal from the first, as those of each program will be.
        self._terminal, streams = os.openpty()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.pty.ready_screen", str(theirs.fileno())],
                cwd=ROOT,
                env=dict(environment),
                pass_fds=[theirs.fileno()],
                stdin=streams,
                stdout=streams,
                stderr=streams,
                start_new_session=True,
            )
        os.close(streams)
        self._owner = os.getpid()
        atexit.register(self._end)

    def can_start(self, command: Sequence[str], environment: Mapping[str, str]) -> bool:
        """Whether it would be the same as starting this anew, by the same Python."""
        return (
            command[0] == sys.executable
            and not (command[1].startswith("-") and command[1] != "-m")
            and variables_of_the_start(environment) == self._at_start
        )

    def start(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        slave: int,
        controlling: bool,
        folder: Path,
    ) -> int:
        """Starts a program on a terminal; returns the process, which is a child of this one."""
        call = [list(command[1:]), dict(environment), controlling, str(folder)]
        data = json.dumps(call).encode()
        _adopt(True)
        try:
            socket.send_fds(self._channel, [NUMBER.pack(len(data))], [slave])
            self._channel.sendall(data)
            return int(NUMBER.unpack(exactly(self._channel, NUMBER.size))[0])
        finally:
            _adopt(False)

    def _end(self) -> None:
        # A test may fork, and its child leave as Python does.
        if os.getpid() != self._owner:
            return
        self._channel.close()
        self._process.wait(PATIENCE)
        os.close(self._terminal)


@cache
def ready_screen(_process: int) -> ReadyScreen | None:
    """The one of this process; nothing where only Linux could let it be a parent."""
    if not sys.platform.startswith("linux"):
        return None
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return ReadyScreen({**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)})


def _adopt(whether: bool) -> None:
    """Makes this process the parent of what children of its children leave behind."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(whether), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


# In the process that forks.


def _await_call(channel: socket.socket) -> list[str] | None:
    """Forks for each call; returns its words in the program's process, and nothing at the end."""
    while True:
        head, streams, _, _ = socket.recv_fds(channel, NUMBER.size, 1)
        if not head:
            return None
        call = json.loads(exactly(channel, NUMBER.unpack(head)[0]))
        read, write = os.pipe()
        between = os.fork()
        if not between:
            program = os.fork()
            if not program:
                channel.detach()
                return _become(call, streams[0])
            os.write(write, NUMBER.pack(program))
            os._exit(0)
        os.close(streams[0])
        # Once this has ended, the program is the child of who asked.
        os.waitpid(between, 0)
        channel.sendall(os.read(read, NUMBER.size))
        os.close(read)
        os.close(write)


def _become(call: tuple[list[str], dict[str, str], bool, str], slave: int) -> list[str]:
    """Makes this process one that was started on that terminal, in that folder."""
    words, environment, controlling, folder = call
    os.setsid()
    if controlling:
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in (0, 1, 2):
        os.dup2(slave, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    random.seed()
    return words


def _run(words: list[str]) -> None:
    if words[0] == "-m":
        sys.path[0] = str(Path.cwd())
        sys.argv[:] = words[1:]
        if words[1] == "outrider":
            from outrider.__main__ import run

            sys.argv[0] = sys.modules["outrider.__main__"].__file__ or ""
            run()
        else:
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = str(Path(words[0]).parent)
        sys.argv[:] = words
        runpy.run_path(words[0], run_name="__main__")


def _serve(descriptor: int) -> None:
    import_all(but=())
    for name in LATE:
        importlib.import_module(name)
    # What is there is no garbage: looking for some in each child would copy its memory.
    gc.collect()
    gc.freeze()
    words = _await_call(socket.socket(fileno=descriptor))
    if words is not None:
        os._exit(run_and_leave(lambda: _run(words)))


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
