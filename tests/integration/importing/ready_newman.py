"""newman, loaded once: to load it costs more than to run a collection."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE

_PROGRAM = """
const newman = require(process.argv[1]), out = Number(process.argv[2]), fs = require("fs");
const answer = (error, done) => {
  const executions = done ? done.run.executions : [];
  const failures = done ? done.run.failures : [];
  fs.writeSync(out, JSON.stringify({
    error: error ? String(error) : null,
    found: executions.map(one => (one.assertions || []).map(
      each => [each.assertion, !each.error])),
    failed: failures.filter(one => one.at.startsWith("test-script"))
      .map(one => String(one.error)),
  }) + "\\n");
};
require("readline").createInterface({ input: process.stdin })
  .on("line", line => newman.run(JSON.parse(line), answer))
  .on("close", () => process.exit(0));
"""


class ReadyNewman:
    """A process of node that runs one collection after the other, each as if it were alone.

    Its command line sometimes stays after its work is done; a run itself tells its end.

    Args:
        node: the program.
        package: newman's folder.
    """

    def __init__(self, node: str, package: Path) -> None:
        self._answers, theirs = os.pipe()
        self._process = subprocess.Popen(
            [node, "-e", _PROGRAM, str(package), str(theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs],
        )
        os.close(theirs)
        self._owner = os.getpid()
        atexit.register(self._end)

    def run(self, options: dict[str, Any]) -> dict[str, Any]:
        """Runs a collection with newman's own options; returns what its tests said."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(options).encode() + b"\n")
        self._process.stdin.flush()
        answer = b""
        while not answer.endswith(b"\n"):
            ready, _, _ = select.select([self._answers], [], [], PATIENCE)
            assert ready, f"newman runs for more than {PATIENCE} s"
            more = os.read(self._answers, 65536)
            assert more, "newman has ended"
            answer += more
        said: dict[str, Any] = json.loads(answer)
        assert not said["error"], said["error"]
        return said

    def _end(self) -> None:
        # A test may fork, and its child leave as Python does.
        if os.getpid() != self._owner:
            return
        self._process.communicate(timeout=PATIENCE)
        os.close(self._answers)
