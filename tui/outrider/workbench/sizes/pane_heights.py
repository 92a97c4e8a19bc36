"""How the lines of the work are shared out between request, response and console."""

from __future__ import annotations

from msgspec import Struct

from outrider.model.pane_sizes import USUAL_SIZES, PaneSizes

_REQUEST_SHARE = 0.4
_CONSOLE_SHARE = 0.18
_CONSOLE_LEAST, _CONSOLE_MOST = 4, 12
_OPENED_SHARE = 0.5
CONSOLE_WANTED = 3
"""The fewest lines of the console that can be wanted, its edges included."""

RESPONSE_LEAST = 4
"""Without its title."""

_SHORT_PART = 2


class WorkLines(Struct, frozen=True):
    """What there is to share out.

    Attributes:
        lines: of all three panes, the lines around them included.
        head: of these, what a request has above its open part: URL and tabs.
        blank: of these, what ends the open part where that is not cut.
        boxes: whether a line closes the lowest pane.
        short: whether the terminal is so low that the panes have no more than they need.
        titled: whether the request has a title.
    """

    lines: int
    head: int = 2
    blank: int = 0
    boxes: bool = True
    short: bool = False
    titled: bool = True

    @property
    def edges(self) -> int:
        """Lines around the panes: the titles, and what closes the lowest one."""
        return self.titled + 2 + self.boxes


class PaneHeights(Struct, frozen=True):
    """Lines of the panes, without their edges."""

    request: int
    response: int
    console: int


def pane_heights(
    space: WorkLines, rows: int, *, opened: bool = False, sizes: PaneSizes = USUAL_SIZES
) -> PaneHeights:
    """Gives the request what it has to show, the console its share, and the response the rest.

    Args:
        space: what is shared out.
        rows: of the request's open part.
        opened: whether the console has an open entry and the focus.
        sizes: what the user wants; a low terminal has no room for it.
    """
    free = max(space.lines - space.edges, 0)
    if space.short:
        request = space.head + min(max(rows, 1), _SHORT_PART)
    elif sizes.request is not None:
        wanted = round(sizes.request * space.lines) - space.titled
        request = max(wanted, space.head + 1)
    else:
        most = round(_REQUEST_SHARE * space.lines) - space.titled
        request = space.head + max(min(rows + space.blank, most - space.head), 1)
    console = console_height(space, opened=opened, wanted=sizes.console)
    # What the response has too little is taken from the open part, then from the console.
    missing = max(request + console + RESPONSE_LEAST - free, 0)
    spared = min(missing, request - space.head - 1)
    request = min(request - spared, free)
    console = min(max(console - (missing - spared), 1), free - request)
    return PaneHeights(request, free - request - console, console)


def heights_beside(
    space: WorkLines, *, opened: bool = False, wanted: float | None = None
) -> PaneHeights:
    """Gives the console its share; request and response stand beside each other in the rest."""
    # One title fewer below each other.
    free = max(space.lines - space.edges + 1, 0)
    console = console_height(space, opened=opened, wanted=wanted)
    console = min(max(min(console, free - max(RESPONSE_LEAST, space.head + 1)), 1), free)
    return PaneHeights(free - console, free - console, console)


def console_height(space: WorkLines, *, opened: bool = False, wanted: float | None = None) -> int:
    """Lines of the console without its edges.

    Args:
        space: what is shared out.
        opened: whether it has an open entry and the focus.
        wanted: the share of the lines that the user wants; ``None`` for the usual one.
    """
    edges = 1 + space.boxes
    if space.short:
        usual = 1
    elif wanted is not None:
        usual = max(round(wanted * space.lines), CONSOLE_WANTED) - edges
    else:
        share = round(_CONSOLE_SHARE * space.lines) if space.boxes else _CONSOLE_LEAST
        usual = min(max(share, _CONSOLE_LEAST), _CONSOLE_MOST) - edges
    return max(usual, round(_OPENED_SHARE * space.lines) - edges) if opened else usual


class GrowingRows:
    """Rows of a text that is being written: a pane grows in steps, and shrinks for another text."""

    STEP = 4

    def __init__(self) -> None:
        self._text: object = None
        self._rows = 0

    def rows_for(self, text: object, wanted: int, *, typed: bool) -> int:
        """The rows that are shown for so many that are wanted.

        Args:
            text: tells one text from another.
            wanted: the rows that it has now.
            typed: whether it is being written; a line more makes room for those behind it.
        """
        if text != self._text:
            self._text, self._rows = text, wanted
        elif wanted > self._rows:
            more = wanted - self._rows
            self._rows += self.STEP if typed and more == 1 else more
        return self._rows
