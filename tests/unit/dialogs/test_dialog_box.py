"""The keys in the lower edge of a dialog: the way back is always there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from outrider.dialogs.dialog_box import fitting_keys
from outrider.keymap.key_display import HINT_GAP

KEYS = ("n new", "c clear", "y copy", "v reveal", "i check", "x revoke", "← → auth", "esc")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (200, KEYS),
        (73, KEYS),
        (72, (*KEYS[:-2], "esc")),
        (30, ("n new", "c clear", "y copy", "esc")),
        (3, ("esc",)),
        (0, ("esc",)),
    ],
)
def test_the_last_keys_go_first_and_the_way_back_never(
    cells: int, expected: tuple[str, ...]
) -> None:
    assert tuple(fitting_keys(KEYS, cells)) == expected


@given(st.lists(st.text(max_size=12), max_size=9), st.integers(0, 120))
def test_what_fits_is_in_the_order_given_and_as_much_as_there_is_room_for(
    keys: list[str], cells: int
) -> None:
    found = fitting_keys(keys, cells)
    assert found[-1:] == keys[-1:]
    assert found[:-1] == keys[: len(found) - 1] if found else not keys
    assert len(found) <= 1 or cell_len(HINT_GAP.join(found)) <= cells
