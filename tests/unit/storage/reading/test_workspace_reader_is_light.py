from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.shell import ROOT
from tests.work_counter import counted

from outrider.storage.reading.workspace_reader import WorkspaceReader

PROGRAM = """
import pathlib, sys
from outrider.storage.reading.workspace_reader import WorkspaceReader
reader = WorkspaceReader(pathlib.Path(sys.argv[1]), trusted=True)
reader.settings(), reader.environment("dev"), reader.request("r7")
heavy = {"tomlkit", "difflib", "json", "subprocess", "hashlib", "tempfile", "shutil", "asyncio",
         "shlex", "logging",
         "outrider.toml_text.text_edits", "outrider.storage.reading.collection_walk"}
print(sorted(heavy & set(sys.modules)))
"""


def large_workspace(root: Path, count: int) -> Path:
    for folder in ("environments", "requests"):
        (root / folder).mkdir()
    (root / "outrider.toml").write_text('name = "Large"\n')
    (root / "environments/dev.toml").write_text('[variables]\nbase_url = "https://api"\n')
    for number in range(count):
        text = f'name = "Request {number}"\nurl = "{{{{base_url}}}}/{number}"\n'
        (root / f"requests/r{number}.toml").write_text(text)
    return root


def test_a_send_loads_no_module_that_only_editing_or_faults_need(tmp_path: Path) -> None:
    root = large_workspace(tmp_path, 10)
    done = subprocess.run(
        (sys.executable, "-c", PROGRAM, str(root)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_one_request_of_two_thousand_is_read_without_the_others(tmp_path: Path) -> None:
    reader = WorkspaceReader(large_workspace(tmp_path, 2000), trusted=True)
    with counted() as one:
        reader.settings()
        reader.environment("dev")
        assert reader.find_request("r1234").request.name == "Request 1234"
    with counted() as everything:
        assert len(reader.collection().requests) == 2000
    assert one.steps < everything.steps / 100
