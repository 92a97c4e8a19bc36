"""What stands in front of a row, and where its cells are."""

from __future__ import annotations

import pytest

from outrider.toolkit.sheet.sheet_painting import UsedSigns, column_places


def test_a_sign_says_whether_a_row_is_used_in_cells_that_stay_the_same() -> None:
    signs = UsedSigns()
    assert [signs.of(one) for one in (True, False, None)] == ["✓ ", "· ", "  "]
    boxes = UsedSigns("[x]", "[ ]")
    assert [boxes.of(one) for one in (True, False, None)] == ["[x] ", "[ ] ", "    "]


@pytest.mark.parametrize(
    ("names", "count", "room", "places"),
    [
        ((), 1, 40, [(3, 40)]),
        (("a", "bc"), 2, 40, [(3, 10), (15, 28)]),
        (("a" * 30,), 2, 40, [(3, 16), (21, 22)]),
        (("a" * 12,), 3, 40, [(3, 12), (17, 12), (31, 12)]),
    ],
)
def test_the_first_column_is_as_wide_as_its_names_up_to_a_share(
    names: tuple[str, ...], count: int, room: int, places: list[tuple[int, int]]
) -> None:
    assert column_places(names, count, 3, room) == places
