"""Everything that looks like a button is one."""

from __future__ import annotations

import re

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.screens.test_mouse_selection import drag, find
from tests.servers.toxic import silence, toxic_server
from textual.color import Color

from outrider.dialogs.dialog import Dialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.dialogs.help_dialog import HelpDialog
from outrider.dialogs.picker import Picker
from outrider.dialogs.question import Question
from outrider.dialogs.token_dialog import TokenDialog
from outrider.widgets.chrome.status_bar import StatusBar
from outrider.widgets.request.send_button import DOUBLE_CLICK, SendButton
from outrider.widgets.sidebar.environment_list import EnvironmentList

SIZES = [(60, 16), SMALL, LARGE]
NO_AUTH = '[auth]\ntype = "none"\n'


async def click(seat: Seat, text: str, *, line: int | None = None, times: int = 1) -> None:
    """Clicks on the first letter of a text, once it is there."""
    await seat.sees(text)
    if line is None:
        place = find(seat, text)
    else:
        y = line % len(seat.lines)
        place = (seat.lines[y].index(text), y)
    await seat.pilot.click(offset=place, times=times)
    await seat.pilot.pause()


def button(seat: Seat) -> SendButton:
    return seat.work.query_one(SendButton)


def ground(seat: Seat, text: str) -> str:
    """Which of the theme's colours a text stands on."""
    x, y = find(seat, text)
    strip = seat.app.screen._compositor.render_strips()[y]
    style = next(iter(strip.crop(x, x + 1))).style
    assert style is not None
    assert style.bgcolor is not None
    names = ("selection", "error", "warning", "panel", "background")
    theme = seat.app.theme_variables
    return next(one for one in names if Color.parse(theme[one]).rich_color == style.bgcolor)


@pytest.mark.parametrize("size", SIZES)
async def test_a_click_on_the_button_sends_and_a_later_one_cancels(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with toxic_server(silence) as server:
        lab.request("slow", server.url, NO_AUTH)
        async with seated(lab, size) as seat:
            await seat.open("slow")
            assert ground(seat, "Send ^R") == "background"
            held = find(seat, "Send ^R")
            await seat.pilot.mouse_down(offset=held)
            assert ground(seat, "Send ^R") == "selection"
            # Let go elsewhere, it was not meant.
            await seat.pilot.hover(offset=(held[0] - 20, held[1]))
            assert ground(seat, "Send ^R") == "background"
            await seat.pilot.mouse_up(offset=(held[0] - 20, held[1]))
            assert not seat.work.controls.sending.outcome
            button(seat)._clock = lambda: now
            now = 100.0
            await click(seat, "Send ^R")
            await seat.sees("Cancel esc")
            assert ground(seat, "Cancel esc") == "background"
            # The second click of two is for the button that was there at the first.
            now += DOUBLE_CLICK / 2
            await click(seat, "Cancel esc")
            assert seat.work.controls.sending.under_way is not None
            now += DOUBLE_CLICK
            await click(seat, "Cancel esc")
            await seat.sees("Send ^R")
            await seat.until(lambda: seat.work.controls.sending.under_way is None, "the end")


async def test_the_button_says_by_colour_and_sign_that_it_asks_first(lab: Lab) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/live.toml": 'name = "Live"\nprotected = true\n' + text})
    lab.request("drop", "{{base_url}}/orders/1", 'method = "DELETE"\n')
    async with seated(lab, LARGE, environment="live") as seat:
        await seat.open("list")
        await seat.sees("Send ^R")
        await seat.open("drop")
        await seat.sees("Send… ^R")
        assert ground(seat, "Send… ^R") == "error"
        await click(seat, "Send… ^R")
        assert isinstance(await seat.dialog(), Question)
        await seat.press("escape")
        await seat.at_work()
        await seat.press("ctrl+g", "u", "shift+tab")
        await seat.fill("get")
        await seat.sees("Send ^R")


async def test_the_method_opens_its_choice(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await click(seat, "▾  {{base_url}}")
        await seat.sees("PATCH", "OPTIONS")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_click_on_each_part_of_the_top_bar_opens_what_it_names(
    lab: Lab, size: tuple[int, int]
) -> None:
    lab.request("other", "{{base_url}}/other")
    async with seated(lab, size) as seat:
        for name in ("list", "other"):
            await seat.open(name)
            await seat.edit_url(f"{{{{base_url}}}}/typed-{name}")
        await seat.sees("• 2 unsaved")
        for expected in ("list", "other"):
            await click(seat, "• 2 unsaved", line=0)
            await seat.until(
                lambda name=expected: seat.work.context.request_id == name,  # type: ignore[misc]
                expected,
            )
        for word, kind in (("dev ▾", Picker), ("no token", TokenDialog)):
            await click(seat, word, line=0)
            assert isinstance(await seat.dialog(), kind)
            await seat.press("escape")
            await seat.at_work()
        await seat.pilot.click(offset=(2, 0))
        assert isinstance(await seat.dialog(), Picker)


def footer(seat: Seat) -> list[tuple[str, str]]:
    """The keys of the last line, with what they do."""
    return [
        (one[0], one[1])
        for hint in re.split(r"  +", seat.lines[-1].strip())
        if len(one := hint.split(" ", 1)) == 2
    ]


@pytest.mark.parametrize("size", SIZES)
async def test_the_right_half_of_the_footer_is_the_same_wherever_the_focus_is(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with seated(lab, size) as seat:
        ends = set()
        for _ in range(8):
            await seat.press("tab")
            line = seat.lines[-1]
            ends.add(line[line.index("^R Send") :])
            assert len(line) == size[0] - 1
        [end] = ends
        assert end.endswith("^G Go  F1 Help")


async def test_a_click_on_a_key_of_the_footer_is_as_good_as_the_key(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "r")
        await click(seat, "F1 Help", line=-1)
        assert isinstance(await seat.dialog(), HelpDialog)
        assert footer(seat) == [("esc", "Back"), ("F1", "Help")]
        await click(seat, "esc Back", line=-1)
        await seat.at_work()
        await click(seat, "^N Env", line=-1)
        assert isinstance(await seat.dialog(), Picker)
        # Keys that a field would take go to it as well.
        await click(seat, "F1 Help", line=-1)
        await seat.until(lambda: isinstance(seat.app.screen, HelpDialog), "the keys")
        await seat.sees("Move in the list")
        await click(seat, "esc Back", line=-1)
        await click(seat, "esc Back", line=-1)
        await seat.at_work()
        await click(seat, "/ Filter", line=-1)
        await seat.sees("─ Requests /▏")
        await seat.press("escape")
        await click(seat, "n New", line=-1)
        await seat.until(lambda: "Untitled" in seat.text or seat.app.screen is not seat.work, "it")
        while seat.app.screen is not seat.work:
            await seat.press("escape")
        await click(seat, "^G Go", line=-1)
        await seat.sees("choose an action")
        await seat.press("escape")
        await click(seat, "^R Send", line=-1)
        await seat.until(lambda: seat.work.controls.sending.under_way or seat.title, "a send")


@pytest.mark.parametrize("keys", [("ctrl+n",), ("ctrl+g", "t"), ("ctrl+g", "H"), ("ctrl+q",)])
async def test_every_dialog_has_help_and_a_way_back_in_its_last_line(
    lab: Lab, keys: tuple[str, ...]
) -> None:
    async with seated(lab, SMALL) as seat:
        await seat.send()
        await seat.edit_url("{{base_url}}/typed")
        await seat.press(*keys)
        dialog = await seat.dialog()
        assert footer(seat) == [("esc", "Back"), ("F1", "Help")]
        await seat.press("f1")
        await seat.until(lambda: isinstance(seat.app.screen, HelpDialog), "the keys")
        await seat.sees("Go back")
        await seat.press("f1")
        await seat.until(lambda: seat.app.screen is dialog, "the dialog")


async def test_one_click_selects_an_environment_and_two_switch_to_it(lab: Lab) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/live.toml": 'name = "Live"\n' + text})
    async with seated(lab, LARGE, environment="dev") as seat:
        await click(seat, "Live")
        environments = seat.work.query_one(EnvironmentList)
        assert environments.selected is not None
        assert environments.selected.id == "live"
        assert seat.work.context.workspace.active == "dev"
        await click(seat, "Live", times=2)
        await seat.until(lambda: seat.work.context.workspace.active == "live", "the switch")


async def switches(seat: Seat, way: str) -> None:
    """Goes to the environment named Live, or the next one."""
    if way == "click":
        await click(seat, "2 Live", times=2)
    elif way == "picker":
        await seat.press("ctrl+n")
        await seat.dialog()
        await seat.type("live")
        await seat.press("enter")
        await seat.at_work()
    elif way == "digit":
        await seat.press("ctrl+g", "e", "2")
    else:
        await seat.press(*way.split())


@pytest.mark.parametrize("way", ["f2", "alt+2", "ctrl+g 2", "digit", "click", "picker"])
async def test_after_each_way_of_switching_the_mark_and_the_cursor_are_on_the_active_one(
    lab: Lab, way: str
) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/live.toml": 'name = "Live"\n' + text})
    async with seated(lab, LARGE, environment="dev") as seat:
        await switches(seat, way)
        await seat.until(lambda: "▌2 Live" in seat.environments, "the mark")
        assert seat.environments.count("▌") == 1
        await seat.press("ctrl+g", "u")
        rows = seat.work.query_one(EnvironmentList).region
        strips = seat.app.screen._compositor.render_strips()
        grounds = {
            one.style.bgcolor
            for y in range(rows.y, rows.bottom)
            for one in strips[y].crop(rows.x, rows.right)
            if one.style
        }
        assert len(grounds) == 1
        await seat.press("ctrl+g", "e")
        selected = seat.work.query_one(EnvironmentList).selected
        assert selected is not None
        assert selected.id == "live"


async def test_the_token_is_that_of_the_open_request_everywhere(lab: Lab) -> None:
    """Top bar, sidebar and token view tell of one token; the edge tells where it came from."""
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/live.toml": text})
    lab.request("pay", "{{base_url}}/orders", '[auth]\nuse = "billing"\n')
    lab.request("open", "{{base_url}}/orders", NO_AUTH)
    async with seated(lab, LARGE, environment="dev") as seat:
        await seat.open("list")
        await seat.send()
        await seat.until(lambda: "● token" in seat.status, "the token")
        await seat.open("pay")
        await seat.until(lambda: "○ no billing token" in seat.status, "the other token")
        assert "●" not in seat.environments
        await seat.press("ctrl+g", "t")
        await seat.sees("Token of billing", "none yet")
        await seat.press("escape")
        await seat.at_work()
        await seat.open("open")
        await seat.until(lambda: "token" not in seat.status, "no token")
        assert "○" not in seat.environments
        await seat.open("list")
        await seat.until(lambda: "● token" in seat.status, "the token")
        await seat.press("f2")
        await seat.until(lambda: "○ no token" in seat.status, "the other environment")
        # What is shown came from the one before.
        assert seat.title.endswith("dev")


# Texts.


async def test_what_the_mouse_is_drawn_over_is_copied(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.send()
        # The response has its place once it is laid out, and a notice comes behind what it tells.
        await seat.sees('"orders"')
        place = find(seat, '"orders"')
        await seat.pilot.pause()
        # What comes behind a response may still move it.
        while place != (now := find(seat, '"orders"')):
            place = now
            await seat.pilot.pause()
        # What is painted for the first time may not be in place for the mouse yet.
        for _ in range(10):
            await drag(seat, place, (place[0] + 7, place[1]))
            await seat.pilot.mouse_up(offset=(place[0] + 7, place[1]))
            await seat.pilot.pause()
            if seat.copied:
                break
        await seat.until(lambda: seat.copied == '"orders"', "the copy")
        await seat.until(lambda: "Copied 8 characters" in seat.said, "the notice")
        # A click copies nothing.
        await seat.pilot.click(offset=place)
        assert seat.said.count("Copied") == 1


async def test_the_history_tells_where_to_and_is_narrowed_by_words(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        for status in ("open", "closed"):
            await seat.edit_url("{{base_url}}/orders?status=" + status)
            await seat.send()
        await seat.press("ctrl+g", "H")
        dialog = await seat.dialog()
        assert isinstance(dialog, Dialog)
        await seat.sees("/orders?status=open", "/orders?status=closed", "GET")
        await seat.press("slash", *"closed")
        await seat.until(lambda: "status=open" not in _box(seat), "the filter")
        assert "status=closed" in _box(seat)
        assert "/closed" in _box(seat)
        await seat.press("enter", "enter")
        await seat.at_work()
        await seat.sees("From the history")


def _box(seat: Seat) -> str:
    region = seat.app.screen.query_one(DialogBox).region
    lines = seat.lines[region.y : region.bottom]
    return "\n".join(line[region.x : region.right] for line in lines)


async def test_the_leaders_menu_is_drawn_for_those_who_wait_only(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        drawn: list[str] = []
        seat.app.screen.screen_layout_refresh_signal.subscribe(
            seat.work, lambda _: drawn.append(seat.text)
        )
        await seat.press("ctrl+g", "b")
        assert seat.work.focused is seat.response.pane.view
        assert not any("choose an action" in text for text in drawn)
        await seat.press("ctrl+g")
        await seat.sees("choose an action")
        await seat.press("escape")
        await seat.until(lambda: "choose an action" not in seat.text, "its end")


async def test_the_chips_of_a_narrow_top_bar_stay_clickable(lab: Lab) -> None:
    async with seated(lab, (60, 16)) as seat:
        line = seat.work.query_one(StatusBar).render_line(0).text
        await seat.pilot.click(offset=(line.index("dev ▾") + 4, 0))
        assert isinstance(await seat.dialog(), Picker)
