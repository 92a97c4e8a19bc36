"""A line of the screen as pieces of text, and the strip that they become.

Every text that is drawn passes :func:`fit_cells`: nothing that came from outside reaches the
terminal as it is, whoever forgot to make it visible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.strip import Strip

from outrider.visible_text import visible_line

_READABLE = 4.5


class TextRun(Struct, frozen=True):
    """A part of a line.

    Attributes:
        text: from anywhere; made visible and cut when it is drawn.
        role: which of the widget's ``line--…`` styles it has; empty for the line's own.
        style: wins over the role.
    """

    text: str
    role: str = ""
    style: Style | None = None


class PaintedLine(Struct, frozen=True):
    """What one line shows: the left part gives way to the right one."""

    left: tuple[TextRun, ...]
    right: tuple[TextRun, ...] = ()


def fit_cells(text: str, cells: int) -> str:
    """The text in one line, safe to show, at most so many cells wide; ``…`` where it was cut."""
    if cells <= 0:
        return ""
    # A line of a megabyte is cut before it is looked at.
    room = 4 * cells + 16
    safe = visible_line(text[:room])
    if len(text) <= room and cell_len(safe) <= cells:
        return safe
    if cell_len(safe) < cells:
        return safe + "…"
    return set_cell_size(safe, cells - 1) + "…"


def width_of(pieces: Iterable[TextRun]) -> int:
    """Cells that the pieces take where nothing is cut."""
    return sum(cell_len(visible_line(piece.text)) for piece in pieces)


def paint_line(
    line: PaintedLine, width: int, look: Callable[[TextRun], Style], base: Style
) -> Strip:
    """Draws a line exactly so many cells wide; ``base`` is the style of its blanks."""
    right = _segments(line.right, width, look)
    taken = sum(segment.cell_length for segment in right)
    room = width - taken - (1 if right else 0)
    left = _segments(line.left, room, look)
    filled = sum(segment.cell_length for segment in left)
    gap = max(width - taken - filled, 0)
    return Strip([*left, Segment(" " * gap, base), *right], width).adjust_cell_length(width, base)


def _segments(
    pieces: Sequence[TextRun], room: int, look: Callable[[TextRun], Style]
) -> list[Segment]:
    segments = []
    for piece in pieces:
        text = fit_cells(piece.text, room)
        if text:
            segments.append(Segment(text, look(piece)))
            room -= cell_len(text)
    return segments


def environment_color(name: str, theme: Mapping[str, str]) -> Color | None:
    """The colour that an environment asks for; ``None`` where it names none that exists.

    Args:
        name: a theme colour (``warning``) or ``#rrggbb``.
        theme: the theme's CSS variables.
    """
    name = name.strip().removeprefix("$")
    for candidate in (theme.get(f"environment-{name}"), theme.get(name), name):
        if candidate:
            try:
                return Color.parse(candidate)
            except ColorParseError:
                continue
    return None


def text_on(color: Color, theme: Mapping[str, str]) -> Color:
    """The theme's text that is the easiest to read on a colour of an environment's own.

    Args:
        color: what the text stands on.
        theme: the theme's CSS variables.
    """
    names = ("on-focus", "foreground", "background")
    found = [Color.parse(theme[name]) for name in names if name in theme]
    return max(found, key=lambda one: _contrast(one, color), default=color.get_contrast_text(1.0))


def is_readable(color: Color, ground: Color) -> bool:
    """Whether a text in one colour can be read on another (WCAG 2.2, 1.4.3)."""
    return _contrast(color, ground) >= _READABLE


def _contrast(one: Color, other: Color) -> float:
    """From 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """From 0 to 1 (WCAG 2.2, relative luminance)."""
    parts = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in color.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
