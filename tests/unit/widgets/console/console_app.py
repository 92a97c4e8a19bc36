"""A console alone on the screen."""

from collections.abc import Sequence

from tests.unit.widgets.widget_app import Bench, entry, lines_of
from textual.pilot import Pilot

from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.secret import masked
from outrider.widgets.console.console_panel import ConsolePanel

SEND = (
    entry(
        1, EntryKind.TOKEN, method="POST", url="http://a.test/connect/token", reason="no token yet"
    ),
    entry(1),
)


def described(one: ConsoleEntry, reveals: bool) -> Sequence[str]:
    return ["> GET /", f"> Authorization: {'CANARY' if reveals else '••••••'}", "< HTTP/1.1 200"]


def address_of(one: ConsoleEntry) -> str:
    return masked(one.exchange.request.url) if one.exchange else ""


def bench(limit: int = 2000) -> tuple[Bench, ConsolePanel]:
    widget = ConsolePanel(described, address_of, limit=limit)
    return Bench(widget), widget


async def drawn(pilot: Pilot[None], widget: ConsolePanel) -> None:
    """Waits until what was added is on the screen."""
    for _ in range(100):
        await pilot.pause(0.05)
        if widget._draw_timer is None:
            return
    raise AssertionError("it was never drawn")


def shown(widget: ConsolePanel) -> list[str]:
    return [line for line in lines_of(widget)[1:] if line.strip()]
