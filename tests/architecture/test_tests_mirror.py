"""Who reads a file finds its tests: they stand in the same place below ``tests/unit/``."""

from __future__ import annotations

import re
from pathlib import Path

from tests.each_case import each_case

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "tests" / "unit"
TESTS = sorted(UNIT.rglob("test_*.py"))
SAYS_NOTHING = re.compile(r"(^|_)(kit|util|utils|helper|helpers|common|misc|stuff)(_|\.)")


def is_of(stem: str, module: str) -> bool:
    """Whether a test file is that of a module, or a piece of it: ``test_b.py``, ``test_b_c.py``."""
    return stem == f"test_{module}" or stem.startswith(f"test_{module}_")


@each_case(TESTS, lambda path: path.relative_to(UNIT))
def test_a_unit_test_stands_where_its_file_stands(path: Path) -> None:
    room = ROOT / "tui" / "outrider" / path.parent.relative_to(UNIT)
    assert room.is_dir(), room
    # What a room offers as a whole is tested under the room's own name.
    modules = {one.stem for one in room.glob("*.py")} | {room.name}
    modules |= {one.name for one in room.iterdir() if one.is_dir()}
    assert any(is_of(path.stem, module) for module in modules), sorted(modules)


def test_what_tests_share_has_a_name_that_says_what_it_is() -> None:
    assert TESTS
    files = [path for path in (ROOT / "tests").rglob("*.py") if "__pycache__" not in path.parts]
    assert not [path.name for path in files if SAYS_NOTHING.search(path.name)]
