"""The scroll bar of a list: a thumb half a cell wide, and no track."""

from __future__ import annotations

from typing import Any

from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender


class ScrollThumb(ScrollBarRender):
    """Draws where the text is as whole cells; what lies above and below is blank."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Any = None,
        bar_color: Any = None,
    ) -> Segments:
        """The bar; its parts are buttons, as Textual's are."""
        if not (window_size and size and virtual_size > window_size):
            start = end = 0
        else:
            length = max(round(size * window_size / virtual_size), 1)
            start = round((size - length) * min(position / (virtual_size - window_size), 1))
            end = start + length
        cells = [
            Segment(
                "▐" if vertical and start <= at < end else "▄" if start <= at < end else " ",
                Style.from_color(bar_color, back_color)
                + Style(
                    meta={
                        "@mouse.down": "scroll_up"
                        if at < start
                        else "scroll_down"
                        if at >= end
                        else "grab"
                    }
                ),
            )
            for at in range(size)
        ]
        if vertical:
            return Segments(cells, new_lines=True)
        return Segments([*cells, Segment.line()] * thickness, new_lines=False)
