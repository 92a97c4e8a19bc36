"""@usebruno/lang, Bruno's own parser: many files in one process of node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE

NODE = shutil.which("node")
PACKAGE = Path(__file__).parents[3] / ".node-peers/node_modules/@usebruno/lang"

_PROGRAM = """
const lang = require(process.argv[1]);
const read = {
  request: lang.bruToJsonV2, folder: lang.collectionBruToJson, environment: lang.bruToEnvJsonV2,
};
const found = JSON.parse(require('fs').readFileSync(0, 'utf8')).map(([kind, text]) => {
  try { return read[kind](text); } catch (error) { return { error: String(error.message) }; }
});
console.log(JSON.stringify(found));
"""


def why_not_lang() -> str:
    """Why it cannot run; empty where it can."""
    if NODE is None:
        return "node is not installed"
    return "" if PACKAGE.is_dir() else "@usebruno/lang is not installed: make test does it"


def read_by_bruno(files: Sequence[tuple[str, str]]) -> list[Any]:
    """What Bruno reads of files: of each its kind (request, folder, environment) and its text."""
    assert NODE is not None
    ran = subprocess.run(
        [NODE, "-e", _PROGRAM, str(PACKAGE)],
        input=json.dumps(files),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    found: list[Any] = json.loads(ran.stdout)
    return found
