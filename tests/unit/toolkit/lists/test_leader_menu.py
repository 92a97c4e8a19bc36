"""All that can follow ctrl+g is readable at one look, at every size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.widgets.widget_app import HOSTILE, LONG, Bench, lines_of, strips_of

from outrider.keymap.actions import ACTIONS, SIZES
from outrider.keymap.key_display import display_key
from outrider.toolkit.lists.leader_menu import LeaderMenu, MenuEntry, columns

ALL = [
    MenuEntry(display_key(one.leader_key), one.label, one.group)
    for one in ACTIONS
    if one.leader_key
]
FITTING = [one for one in ACTIONS if one.leader_key and one.id not in SIZES]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_choice_stands_under_its_heading(size: tuple[int, int]) -> None:
    widget = LeaderMenu()
    async with Bench(widget).run_test(size=size) as pilot:
        widget.show("ctrl+g", ALL)
        await pilot.pause()
        lines = lines_of(widget)
        text = "\n".join(lines)
        for offer in ALL:
            assert f"{offer.key} {offer.label}" in text
            assert offer.group in text
        assert widget.region.bottom == size[1] - 1
        assert max(map(len, lines)) <= size[0]
        widget.dismiss()
        await pilot.pause()
        assert not widget.display


async def test_the_smallest_screen_has_every_choice_without_headings() -> None:
    widget = LeaderMenu()
    async with Bench(widget).run_test(size=(60, 16)) as pilot:
        # It has no room for other sizes of panes.
        there = [MenuEntry(display_key(one.leader_key), one.label, one.group) for one in FITTING]
        widget.show("ctrl+g", there)
        await pilot.pause()
        text = "\n".join(lines_of(widget))
        for offer in there:
            assert f"{offer.key} {offer.label}" in text
        assert "Go to" not in text


async def test_hostile_labels_stay_in_the_panel() -> None:
    widget = LeaderMenu()
    async with Bench(widget).run_test(size=(80, 24)) as pilot:
        widget.show(
            HOSTILE, [MenuEntry(HOSTILE, HOSTILE, HOSTILE), MenuEntry("a", LONG, "日本" * 60)]
        )
        await pilot.pause()
        for strip in strips_of(widget):
            assert strip.cell_length == 80
            assert strip.text.isprintable()


offers = st.lists(
    st.builds(
        MenuEntry,
        st.sampled_from(["a", "space", "F1"]),
        st.text("abcd ", min_size=1, max_size=20),
        st.sampled_from(["", "Send", "Go to"]),
    ),
    max_size=60,
)


@given(offers, st.integers(1, 200), st.integers(1, 60))
def test_columns_fit_and_lose_nothing_where_there_is_room(
    wanted: list[MenuEntry], width: int, height: int
) -> None:
    found = columns(wanted, width, height)
    assert all(len(column) <= height for column in found)
    shown = [cell for column in found for cell in column if not cell.is_heading]
    assert len(shown) <= len(wanted)
    if width >= 35 * max(len(wanted), 1):
        assert len(shown) == len(wanted)
