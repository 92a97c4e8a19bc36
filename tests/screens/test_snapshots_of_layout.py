"""The layout as drawings: where lines and titles stand at each kind of size."""

from __future__ import annotations

import re

import pytest
from tests.engine_lab import Lab
from tests.screens.agreed_snapshots import agree
from tests.screens.seat import Seat, seated

SIZES = [
    *((60, 16), (79, 24), (80, 24), (99, 30), (100, 30)),
    *((120, 40), (159, 45), (160, 45), (200, 60)),
]
LINES = "─│╭╮╰╯├┤┬┴┼"
NAMES = ("Environments", "Requests", "List orders", "Response", "Console")
"""Titles of panes, in the line above each."""

TITLE = re.compile(rf"(?<=─ )({'|'.join(NAMES)})(?= )")
FACTS = re.compile(rf"(?<=─)[^{LINES}]+(?=─)")
"""What stands in a title beside the name: its length is not the layout's."""


def frame(lines: list[str]) -> str:
    """The lines around the panes with the names in them; all else is blank."""
    # The bars above and below have no lines.
    return "\n".join(_drawn(line) for line in lines[1:-1]) + "\n"


def _drawn(line: str) -> str:
    titles = list(TITLE.finditer(line))
    plain = FACTS.sub(lambda found: "─" * len(found[0]), line) if titles else line
    signs = [sign if sign in LINES else " " for sign in plain]
    for bracket in re.finditer(r"[╭╰](?=\d)", line):
        # Of the console: which entries belong together.
        signs[bracket.start()] = " "
    for one in titles:
        signs[one.start() - 1 : one.end() + 1] = f" {one[0]} "
    return "".join(signs).rstrip()


@pytest.fixture
def orders(lab: Lab) -> Lab:
    """Three environments, and a request with three parameters."""
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({f"environments/{name}.toml": text for name in ("staging", "production")})
    rows = ", ".join(f'{{ name = "{name}", value = "1" }}' for name in ("status", "limit", "debug"))
    for file in (lab.root / "requests").rglob("*.toml"):
        file.unlink()
    url = 'name = "List orders"\nurl = "{{base_url}}/v1"\n'
    return lab.write({"requests/list.toml": f"{url}query = [{rows}]\n"})


async def shown(seat: Seat) -> None:
    """Sends, and waits for what has to be drawn."""
    await seat.send()
    await seat.until(lambda: re.search("─ Console ─.* 2 ", seat.text), "the console's entries")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_lines_and_titles_stand_as_drawn(orders: Lab, size: tuple[int, int]) -> None:
    async with seated(orders, size) as seat:
        await shown(seat)
        assert all(len(line) <= size[0] for line in seat.lines)
        agree("frame", size, frame(seat.lines))


async def test_the_drawer_lies_over_the_work_as_drawn(orders: Lab) -> None:
    async with seated(orders, (60, 16)) as seat:
        await shown(seat)
        await seat.press("ctrl+g", "r")
        await seat.until(lambda: "─ Requests ─" in seat.text, "the drawer")
        agree("frame-drawer", (60, 16), frame(seat.lines))
