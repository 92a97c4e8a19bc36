"""The steps of the container file, run one after the other in folders of their own.

No image is built: its base is fetched from a registry. What is copied into the first stage is
copied, and each RUN line is given to a shell.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.distribution.installations import Installation, spend_the_first_minute
from tests.shell import ROOT

LINES = re.sub(
    r"\\\n\s*",
    "",
    "\n".join(
        line
        for line in (ROOT / "packaging" / "Containerfile").read_text().splitlines()
        if not line.startswith("#")
    ),
).splitlines()


def test_its_steps_make_a_program_for_any_user(tmp_path: Path) -> None:
    context, prefix, home = tmp_path / "build", tmp_path / "opt", tmp_path / "home"
    context.mkdir()
    environ = {"PREFIX": str(prefix), "CONTEXT": str(context), "HOME": str(home)}
    steps = 0
    for line in LINES:
        word, _, rest = line.partition(" ")
        if word == "COPY" and not rest.startswith("--from"):
            *sources, _ = rest.split()
            for source in sources:
                for path in ROOT.glob(source):
                    shutil.copy(path, context)
        elif word == "RUN":
            steps += 1
            subprocess.run(
                ["sh", "-ec", rest],
                cwd=context,
                env={"PATH": os.environ["PATH"], **environ},
                check=True,
            )
    assert steps == 2
    assert not list(prefix.rglob("pip"))
    assert home.stat().st_mode & 0o1777 == 0o1777
    spend_the_first_minute(Installation((prefix / "bin" / "outrider",), home))


def test_it_runs_as_no_one_in_particular_and_without_a_shell() -> None:
    assert "USER 1000:1000" in LINES
    assert LINES[-1] == 'ENTRYPOINT ["outrider"]'
    assert [line for line in LINES if line.startswith("FROM")] == [
        "FROM python:3.13-slim AS build",
        "FROM python:3.13-slim",
    ]
