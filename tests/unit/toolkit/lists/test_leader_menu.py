"""All that can follow ctrl+g is readable at one look, at every size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.widgets.widget_app import HOSTILE, LONG, Bench, lines_of, strips_of

from outrider.keymap.actions import ACTIONS
from outrider.keymap.key_display import display_key
from outrider.toolkit.lists.leader_menu import LeaderMenu, MenuEntry, pages

ALL = [
    MenuEntry(display_key(one.leader_key), one.label, one.group)
    for one in ACTIONS
    if one.leader_key
]
FEW = ALL[:20]


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


async def test_the_smallest_screen_has_every_choice_on_one_page_or_another() -> None:
    widget = LeaderMenu()
    async with Bench(widget).run_test(size=(60, 16)) as pilot:
        widget.show("ctrl+g", ALL, more="tab more", back="esc close")
        await pilot.pause()
        seen = []
        for number in range(1, 4):
            text = "\n".join(lines_of(widget))
            seen.append(text)
            # A choice seems to be whole.
            assert f"tab more {(number - 1) % 2 + 1} of 2  esc close" in str(widget.border_subtitle)
            assert widget.region.y >= 1
            widget.next_page()
            await pilot.pause()
        assert seen[0] == seen[2] != seen[1]
        for offer in ALL:
            assert sum(f"{offer.key} {offer.label}" in text for text in seen[:2]) >= 1


async def test_what_fits_without_headings_needs_no_second_page() -> None:
    widget = LeaderMenu()
    async with Bench(widget).run_test(size=(60, 16)) as pilot:
        widget.show("ctrl+g", FEW, more="tab more", back="esc close")
        await pilot.pause()
        assert not widget.has_more
        assert str(widget.border_subtitle) == "esc close"


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_a_click_on_a_choice_is_its_key(size: tuple[int, int]) -> None:
    widget = LeaderMenu()
    app = Bench(widget)
    offers = [MenuEntry(str(n % 10), f"choice{n}", "Group", f"key{n}") for n in range(9)]
    async with app.run_test(size=size) as pilot:
        widget.show("ctrl+g", offers)
        await pilot.pause()
        for offer in offers:
            y = next(at for at, line in enumerate(lines_of(widget)) if offer.label in line)
            x = lines_of(widget)[y].index(offer.label)
            await pilot.click(widget, offset=(x, y))
            await pilot.click(widget, offset=(0, y))
        await pilot.pause()
        assert [one.key for one in app.heard(LeaderMenu.Pressed)] == [one.press for one in offers]


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
def test_pages_fit_and_lose_nothing(wanted: list[MenuEntry], width: int, height: int) -> None:
    found = pages(wanted, width, height)
    assert all(len(column) <= height for page in found for column in page)
    shown = [cell for page in found for column in page for cell in column if not cell.is_heading]
    assert len(shown) == len(wanted)
    if width >= 35 * max(len(wanted), 1):
        assert len(found) == 1
