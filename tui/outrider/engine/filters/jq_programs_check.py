"""Which jq programs are none: all of them in one child process, without running any."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from outrider.engine.filters import check_program, filter_program
from outrider.engine.filters.jq_filter import jq_error_text

SECONDS = 20.0
"""A check that takes longer is not waited for."""


def jq_program_problems(programs: Sequence[str]) -> dict[str, str]:
    """What is wrong with programs that jq does not read, as sentences.

    Empty where jq is not installed, or takes too long.
    """
    several = list(dict.fromkeys(programs))
    if not several:
        return {}
    question = json.dumps({"kind": "jq_programs", "program": json.dumps(several)})
    frames = filter_program.encode_frame(question.encode()) + filter_program.encode_frame(b"")
    try:
        # Without this process's environment, as where programs run.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(Path(check_program.__file__))],
            input=frames,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    answer = json.loads(done.stdout[8:] or b"{}")
    return {several[at]: jq_error_text(problem) for at, problem in answer.get("found", ())}
