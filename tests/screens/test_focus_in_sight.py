"""The focus is always on something that can be seen, whatever is hidden while it stands there."""

from __future__ import annotations

import random

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from textual.errors import NoWidget
from textual.widget import Widget

from outrider.widgets.request.body_editor import BodyEditor

BODIES = {
    "json": '[body]\ntype = "json"\ncontent = "{}"\n',
    "form": '[body]\ntype = "form"\n[[body.fields]]\nname = "a"\nvalue = "1"\n',
    "bare": "",
}
KEYS = (
    *("tab", "tab", "shift+tab", "up", "down", "down", "left", "right", "enter", "escape"),
    *("escape", "space", "a", "n", "x", "slash", "f", "1", "2", "3", "home", "end"),
    *("left_square_bracket", "right_square_bracket", "f1", "ctrl+p", "ctrl+o", "ctrl+t"),
    *("ctrl+n", "pagedown", "backspace", "delete", "ctrl+z"),
)
LEADERS = "erupbgztnhavimyUR?jwo"
SIZES = [SMALL, LARGE, (100, 30), (80, 19), (61, 17)]


def lost(seat: Seat) -> str:
    """What has the focus although it cannot be seen, in words; nothing where all is well."""
    screen = seat.app.screen
    focused = screen.focused
    if focused is None:
        return ""
    above = [one for one in focused.ancestors_with_self if isinstance(one, Widget)]
    if not focused.is_attached or not all(one.display and one.visible for one in above):
        return f"{focused!r} is not displayed"
    try:
        region = screen.find_widget(focused).visible_region
    except NoWidget:
        return f"{focused!r} has no place"
    if not region.intersection(screen.size.region):
        return f"{focused!r} is cut off: {focused.region} on {screen.size}"
    return ""


async def settled(seat: Seat, done: list[str]) -> None:
    """Waits until the focus can be seen: what was hidden takes a drawing."""
    for _ in range(20):
        if not lost(seat):
            return
        await seat.pilot.pause()
    raise AssertionError(f"{lost(seat)} after {done[-12:]}:\n{seat.text}")


async def step(seat: Seat, chance: random.Random) -> str:
    """Does one thing."""
    match chance.randrange(12):
        case 0:
            size = chance.choice(SIZES)
            await seat.pilot.resize_terminal(*size)
            return f"resize {size}"
        case 1 | 2:
            key = chance.choice(LEADERS)
            await seat.press("ctrl+g", key)
            return f"ctrl+g {key}"
        case 3:
            letter = chance.choice("abehmprtuvo")
            await seat.press("ctrl+backslash", letter)
            return f"jump {letter}"
        case 4:
            text = chance.choice(["x", "{{", "curl", "9"])
            await seat.type(text)
            return f"type {text}"
        case 5:
            x, y = chance.randrange(seat.app.size.width), chance.randrange(seat.app.size.height)
            await seat.pilot.click(offset=(x, y))
            return f"click {x} {y}"
        case _:
            key = chance.choice(KEYS)
            await seat.press(key)
            return key


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_random_keys_never_lose_the_focus(lab: Lab, seed: int) -> None:
    for name, body in BODIES.items():
        lab.request(name, "{{base_url}}/orders/:id", f'method = "POST"\n{body}')
    chance = random.Random(seed)
    done: list[str] = []
    # Each goes through other sizes as well.
    async with seated(lab, (SMALL, LARGE)[seed % 2]) as seat:
        await seat.open("json")
        for _ in range(90):
            done.append(await step(seat, chance))
            if not seat.app.is_running:
                break
            await settled(seat, done)


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("kind", list(BODIES))
async def test_keys_reach_the_body_that_is_shown(
    lab: Lab, kind: str, size: tuple[int, int]
) -> None:
    for name, body in BODIES.items():
        lab.request(name, "{{base_url}}/orders", f'method = "POST"\n{body}')
    async with seated(lab, size) as seat:
        # Every kind of body was shown before, and hides.
        for name in (*(one for one in BODIES if one != kind), kind):
            await seat.open(name)
            seat.editor.open_tab("body")
            await settled(seat, [name])
            await seat.press("down")
            await settled(seat, [name, "down"])
        focused = seat.work.focused
        assert focused is not None
        assert any(isinstance(one, BodyEditor) for one in focused.ancestors)
        await seat.press("up", "up")
        await settled(seat, ["up"])


async def test_what_is_hidden_while_it_has_the_focus_gives_it_to_its_neighbour(lab: Lab) -> None:
    lab.request("json", "{{base_url}}/orders", BODIES["json"])
    async with seated(lab, LARGE) as seat:
        await seat.open("json")
        seat.editor.open_tab("body")
        await settled(seat, [])
        await seat.press("down")
        await settled(seat, ["down"])
        focused = seat.work.focused
        assert focused is not None
        assert focused.parent is not None
        focused.display = False
        await seat.until(lambda: seat.work.focused not in {None, focused}, "another focus")
        await settled(seat, ["hidden"])
        assert seat.editor.has_focus_within
        # What is cut down to nothing is not seen either.
        body = seat.editor.query_one(BodyEditor)
        body.styles.height = 0
        await seat.until(lambda: not body.has_focus_within, "a focus that can be seen")
        await settled(seat, ["no height"])
