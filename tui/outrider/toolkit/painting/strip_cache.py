"""The lines of a widget that paints them itself, left alone where nothing lies around them."""

from __future__ import annotations

from typing import Any

from rich.segment import Segment
from textual.css.styles import StylesBase
from textual.geometry import Size, Spacing
from textual.strip import Strip

from outrider.textual_internals.textual_painting import StylesCache


class StripCache(StylesCache):
    """Textual's cache, without its work for lines that have nothing but blanks at their sides.

    Every line passes through here before it is seen. Textual takes each apart and puts it together
    again with whatever could lie around it or over it: an outline, a tint, a border at its side.
    """

    def __init__(self) -> None:
        super().__init__()
        self._plain = False
        self._gutter = Spacing()

    def render(self, styles: StylesBase, *around: Any, **more: Any) -> list[Strip]:
        """As Textual's; looks once for all lines whether they are plain."""
        self._gutter = styles.gutter
        border, outline = styles.border, styles.outline
        self._plain = (
            not (border.left[0] or border.right[0])
            and not any(edge for edge, _ in outline)
            and not styles.tint.a
            and styles.text_opacity == 1.0
            and more.get("opacity", 1.0) == 1.0
            and not (styles.has_rule("hatch") and styles.hatch != "none")
        )
        return super().render(styles, *around, **more)

    def render_line(
        self, styles: StylesBase, y: int, size: Size, content_size: Size, *more: Any
    ) -> Strip:
        """As Textual's; a plain line with the same text is the same."""
        row = y - self._gutter.top
        if not self._plain or not 0 <= row < min(
            content_size.height, size.height - self._gutter.height
        ):
            return super().render_line(styles, y, size, content_size, *more)
        padding, base_background, background, render_content_line, *_ = more
        inner = self.get_inner_outer(base_background, background)[0].rich_style
        strip: Strip = render_content_line(row)
        strip = strip.adjust_cell_length(content_size.width, inner)
        if not (padding.left or padding.right):
            return strip
        left, right = (
            [Segment(" " * cells, inner)] if cells else []
            for cells in (padding.left, padding.right)
        )
        return Strip([*left, *strip, *right], size.width)
