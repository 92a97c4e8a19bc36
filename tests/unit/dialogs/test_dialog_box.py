"""The keys in the lower edge of a dialog: the way back is always there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.unit.dialogs.dialog_app import Asking
from textual.events import Resize
from textual.message import Message

from outrider.dialogs.dialog_box import DialogBox, fitting_keys
from outrider.dialogs.question import Question
from outrider.keymap.key_display import HINT_GAP, KeyHint

KEYS = (
    *(KeyHint((key,), word) for key, word in (("n", "new"), ("c", "clear"), ("y", "copy"))),
    *(KeyHint((key,), word) for key, word in (("v", "reveal"), ("i", "check"), ("x", "revoke"))),
    KeyHint(("left", "right"), "auth"),
    KeyHint(("escape",)),
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (200, KEYS),
        (66, KEYS),
        (65, (*KEYS[:-2], KEYS[-1])),
        (28, (*KEYS[:3], KEYS[-1])),
        (3, KEYS[-1:]),
        (0, KEYS[-1:]),
    ],
)
def test_the_last_keys_go_first_and_the_way_back_never(
    cells: int, expected: tuple[KeyHint, ...]
) -> None:
    assert tuple(fitting_keys(KEYS, cells)) == expected


@given(
    st.lists(st.builds(lambda word: KeyHint(("x",), word), st.text(max_size=12)), max_size=9),
    st.integers(0, 120),
)
def test_what_fits_is_in_the_order_given_and_as_much_as_there_is_room_for(
    keys: list[KeyHint], cells: int
) -> None:
    found = fitting_keys(keys, cells)
    assert found[-1:] == keys[-1:]
    assert found[:-1] == keys[: len(found) - 1] if found else not keys
    assert len(found) <= 1 or cell_len(HINT_GAP.join(one.text for one in found)) <= cells


async def test_a_box_comes_to_rest_at_any_width() -> None:
    for width in (*range(1, 12), 61, 62, 63, 80):
        sizes: list[int] = []
        app = Asking(Question("Go on?", [("y", "Yes", "y")], title="Go on"))
        async with app.run_test(size=(width, 3)) as pilot:
            box = app.dialog.query_one(DialogBox)

            def keep(message: Message, box: DialogBox = box, sizes: list[int] = sizes) -> None:
                if isinstance(message, Resize):
                    sizes.append(box.outer_size.width)

            box.message_signal.subscribe(app, keep)
            await pilot.pause()
            await pilot.pause()
            # Once for the screen, and once for the blanks that it has or has not then.
            assert len(sizes) <= 3, (width, sizes)
