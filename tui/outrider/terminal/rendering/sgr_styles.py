"""Rich styles as SGR sequences, and the shortest change between two."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color, ColorSystem, ColorType
from rich.color_triplet import ColorTriplet
from rich.style import Style

from outrider.terminal.rendering.known_colors import (
    REVERSED,
    ColorNumbers,
    KnownColors,
    Rgb,
    nearest_known,
    nearest_numbers,
)

PLAIN = ""
"""The look without colours and attributes."""

_MANY = 4096
_ATTRIBUTES = (
    *(("bold", "1"), ("dim", "2"), ("italic", "3"), ("underline", "4"), ("blink", "5")),
    *(("blink2", "6"), ("reverse", "7"), ("conceal", "8"), ("strike", "9"), ("underline2", "21")),
    *(("frame", "51"), ("encircle", "52"), ("overline", "53")),
)
_LIGHT = frozenset({2, 3, 6, 7, 9, 10, 11, 12, 13, 14, 15})
"""Of the sixteen colours those that black is read on."""


class SgrStyles:
    """The looks of the styles of one program, in the colours that the terminal has.

    Where it has 256 or sixteen, a colour that is known has the number which was chosen for it;
    of others the nearest is taken. Where there are none, attributes tell what the colours told, so
    that everything is in the terminal's own two colours, whichever is the lighter.

    Args:
        system: the colours that the terminal has; ``None`` for attributes only.

    Attributes:
        known: the colours whose numbers were chosen.
        sgr: gives the look of a style; links and other meta data are none.
        transition: gives what to write between two looks, so that what follows has the second.
    """

    def __init__(self, system: ColorSystem | None) -> None:
        self._system = system
        self.known: KnownColors = {}
        self._parts: dict[str, tuple[frozenset[str], str, str]] = {PLAIN: (frozenset(), "", "")}
        self.sgr = lru_cache(_MANY)(self._numbers)
        self.transition = lru_cache(_MANY)(self._shortest)

    def learn(self, known: KnownColors) -> None:
        """Takes the numbers of another theme's colours; looks that were given stay readable."""
        self.known = known
        self.sgr.cache_clear()

    @property
    def system(self) -> ColorSystem | None:
        """The colours that are written; ``None`` where none are."""
        return self._system

    def use(self, system: ColorSystem) -> None:
        """The terminal has other colours than was thought; looks that were given stay readable."""
        self._system = system
        self.sgr.cache_clear()

    def _numbers(self, style: Style | None) -> str:
        if style is None:
            return PLAIN
        attributes = [number for name, number in _ATTRIBUTES if getattr(style, name)]
        if self._system is None:
            attributes = self._without_colors(style, attributes)
            look = ";".join(attributes)
            self._parts[look] = (frozenset(attributes), "", "")
            return look
        color, background = self._legible(style.color, style.bgcolor)
        front = "" if color is None else ";".join(color.get_ansi_codes())
        back = "" if background is None else ";".join(background.get_ansi_codes(foreground=False))
        look = ";".join(filter(None, (*attributes, front, back)))
        self._parts[look] = (frozenset(attributes), front, back)
        return look

    def _without_colors(self, style: Style, attributes: list[str]) -> list[str]:
        found = set(attributes)
        text, ground = self._known(style.color), self._known(style.bgcolor)
        if ground is not None and ground.as_ground:
            found.add(ground.as_ground)
        if text is not None and text.as_text and REVERSED not in found:
            # What is reversed is filled, and to be seen.
            found.add(text.as_text)
        return sorted(found, key=int)

    def _known(self, color: Color | None) -> ColorNumbers | None:
        if color is None or color.is_default:
            return None
        return nearest_known(_rgb(color.get_truecolor()), self.known)

    def _shortest(self, before: str, after: str) -> str:
        if before == after:
            return ""
        anew = f"\x1b[;{after}m" if after else "\x1b[m"
        had, front, back = self._parts[before]
        wants, new_front, new_back = self._parts[after]
        if not had <= wants:
            # The numbers that end single attributes are not the same on every terminal.
            return anew
        numbers = sorted(wants - had)
        if new_front != front:
            numbers.append(new_front or "39")
        if new_back != back:
            numbers.append(new_back or "49")
        change = f"\x1b[{';'.join(numbers)}m"
        return min(change, anew, key=len)

    def _legible(
        self, color: Color | None, background: Color | None
    ) -> tuple[Color | None, Color | None]:
        """The colours as this terminal has them, never text in the colour that it stands on."""
        front, back = self._numbered(color), self._numbered(background)
        if front is None or back is None or front.type is not ColorType.STANDARD:
            return front, back
        if front.number != back.number or color == background:
            return front, back
        number = 0 if back.number in _LIGHT else 15
        return Color(f"color({number})", ColorType.STANDARD, number), back

    def _numbered(self, color: Color | None) -> Color | None:
        system = self._system
        assert system is not None
        if color is None or color.triplet is None:
            return None if color is None else color.downgrade(system)
        if system is ColorSystem.TRUECOLOR:
            return color
        rgb = _rgb(color.triplet)
        numbers = self.known.get(rgb) or nearest_numbers(rgb)
        if system is ColorSystem.EIGHT_BIT:
            return Color(color.name, ColorType.EIGHT_BIT, numbers.of_256)
        return Color(color.name, ColorType.STANDARD, numbers.of_16)


def _rgb(triplet: ColorTriplet) -> Rgb:
    red, green, blue = triplet
    return red, green, blue
