"""HTTPie, imported once: an exported program calls it twenty times, and it takes long to start.

A program finds ``http`` in its ``PATH``: a few lines that hand over their arguments, folder,
environment variables and streams to a process that forks for each call, as
``tests/ready_program.py`` does for commands, and that end as the call ends.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.patience import PATIENCE
from tests.ready_program import await_call, run_and_leave

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".venv-peers" / "bin"
CHANNEL = "READY_HTTPIE"
_CLIENT = f"""#!{PEERS / "python"} -IS
import json, os, socket, struct, sys
number = struct.Struct("!q")
channel = socket.socket(fileno=int(os.environ.pop("{CHANNEL}")))
call = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
ended, end = os.pipe()
socket.send_fds(channel, [number.pack(len(call))], [0, 1, 2, end])
channel.sendall(call)
os.close(end)
os.read(ended, number.size)
os._exit(os.waitstatus_to_exitcode(number.unpack(os.read(ended, number.size))[0]))
"""


class ReadyHttpie:
    """The process that forks, and the folder with what hands over to it.

    Args:
        folder: empty, and kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = folder / "http"
        program.write_text(_CLIENT)
        program.chmod(0o700)
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [PEERS / "python", "-m", "tests.integration.ready_httpie", str(theirs.fileno())],
                cwd=ROOT,
                env={"PATH": os.environ["PATH"], "HOME": str(folder)},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        self._owner = os.getpid()
        atexit.register(self._end)

    @property
    def descriptor(self) -> int:
        """What a program has to inherit whose environment variables are :meth:`environ`."""
        return self._channel.fileno()

    @property
    def environ(self) -> Mapping[str, str]:
        """Where ``http`` finds this."""
        return {CHANNEL: str(self.descriptor)}

    def _end(self) -> None:
        # A test may fork, and its child leave as Python does.
        if os.getpid() != self._owner:
            return
        self._channel.close()
        self._process.communicate(timeout=PATIENCE)


@cache
def ready_httpie(folder: Path, _process: int) -> ReadyHttpie:
    """The one of this process: two programs at once would mix their calls."""
    place = folder / "ready-httpie"
    place.mkdir(mode=0o700)
    return ReadyHttpie(place)


def _serve(descriptor: int) -> None:
    main = importlib.import_module("httpie.__main__").main
    for name in ("httpie.client", "httpie.sessions", "httpie.output.writer", "requests"):
        importlib.import_module(name)
    # What is there is no garbage: looking for some in each child would copy its memory.
    gc.collect()
    gc.freeze()
    if await_call(socket.socket(fileno=descriptor)):
        sys.argv[0] = "http"
        os._exit(run_and_leave(lambda: sys.exit(main())))


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
