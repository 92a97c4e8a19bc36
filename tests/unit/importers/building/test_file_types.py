"""The media types that programs on Node.js guess by a file's name."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.each_case import each_case

from outrider.importers.building import file_types
from outrider.importers.building.file_types import guessed_media_type

NODE = shutil.which("node")
PEERS = Path(__file__).parents[4] / ".node-peers/node_modules"
CASES = [
    ("a.json", "application/json"), ("/x/b.PDF", "application/pdf"), ("t.txt", "text/plain"),
    ("a.xml", "application/xml"), ("a.yaml", "text/yaml"), ("a.tar.gz", "application/gzip"),
    (r"C:\up\a.csv", "text/csv"), ("/x/a.b/.md", None), ("md", None),
    ("a.d/b", None), ("{{file}}", None), ("a.", None), ("", None), ("a.unknown", None),
]  # fmt: skip


@each_case(CASES)
def test_the_end_of_a_name_says_the_type(case: tuple[str, str | None]) -> None:
    name, media_type = case
    assert guessed_media_type(name) == media_type


@pytest.mark.skipif(NODE is None or not PEERS.is_dir(), reason="mime-types is not installed")
def test_the_table_is_that_of_the_runtime_of_postman() -> None:
    assert NODE is not None
    script = """
        const mime = require(require.resolve('mime-types', {paths: [process.argv[1]]}));
        const found = JSON.parse(process.argv[2]).map(one => mime.lookup(one) || null);
        console.log(JSON.stringify(found));
    """
    ends = [row.split()[1:] for row in file_types._ENDS_OF_TYPES.strip().splitlines()]
    names = [f"/a.{end}" for row in ends for end in row]
    names += [f"/{name}" for name, _ in CASES]
    command = [NODE, "-e", script, str(PEERS / "postman-request"), json.dumps(names)]
    theirs = json.loads(subprocess.check_output(command))
    different = {
        name: (guessed_media_type(name), their)
        for name, their in zip(names, theirs, strict=True)
        if guessed_media_type(name) != their
    }
    assert not different
