"""Each fault that Outrider has to bear is borne in a test, which tests/faults.toml names."""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tests.each_case import each_case

ROOT = Path(__file__).parents[2]
ROWS = {
    int(number): row
    for number, row in tomllib.loads((ROOT / "tests/faults.toml").read_text("utf-8")).items()
}
LAST = 509
