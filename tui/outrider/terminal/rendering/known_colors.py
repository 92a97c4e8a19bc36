"""The colours of a theme where there are 256, sixteen or none: chosen, else looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import TypeAlias

from msgspec import Struct
from textual.color import Color, rgb_to_lab

from outrider.model.theme import ANSI_NAMES, GROUNDS, Shade, Theme

Rgb: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

_Lab: TypeAlias = tuple[float, float, float]

_CUBE_AND_GREYS = range(16, 256)
"""Those that every terminal has alike; users choose the sixteen before them."""

_MANY = 1024
_LEVELS = (0, 95, 135, 175, 215, 255)
# As most terminals have them, or nearly.
_SIXTEEN = (
    *("#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa"),
    *("#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"),
)


DIM, UNDERLINED, REVERSED = "2", "4", "7"
"""What tells colours apart where there are none, as numbers of SGR (ECMA-48)."""

_DIM_ROLES = ("muted", "border")


class ColorNumbers(Struct, frozen=True):
    """A colour by its numbers.

    Attributes:
        of_256: among 256 colours.
        of_16: among sixteen.
        as_text: the attribute of a text in this colour where there are no colours, or nothing.
        as_ground: the attribute of what stands on it, likewise.
    """

    of_256: int
    of_16: int
    as_text: str = ""
    as_ground: str = ""


KnownColors: TypeAlias = Mapping[Rgb, ColorNumbers]
"""Colours whose numbers were chosen, by what they are in true colour."""


def known_colors(theme: Theme) -> KnownColors:
    """The colours of a theme by their numbers.

    Of a theme that has no number for a colour, the nearest is taken; but no ground that lies over
    another becomes darker than it in a dark theme, or lighter in a light one.
    """
    base = theme.shades["base"]
    found = {
        rgb_of(shade.rgb): _numbers(shade)
        for table in theme.shades.values()
        for shade in table.values()
    }
    back = found[rgb_of(base["background"].rgb)]
    for role in GROUNDS[1:]:
        shade, rgb = base[role], rgb_of(base[role].rgb)
        index, number = found[rgb].of_256, found[rgb].of_16
        if shade.index is None:
            index = _above(back.of_256, rgb, dark=theme.dark)
        if shade.name is None:
            # Of sixteen none is a little lighter than another: lines carry the structure.
            number = back.of_16
        found[rgb] = ColorNumbers(index, number)
    return {rgb: _with_attributes(numbers, rgb, base) for rgb, numbers in found.items()}


def nearest_known(rgb: Rgb, known: KnownColors) -> ColorNumbers | None:
    """What a theme says of a colour, or of the one that is nearest to it."""
    exact = known.get(rgb)
    if exact is not None or not known:
        return exact
    lab = _lab(rgb)
    return known[min(known, key=lambda one: _distance(lab, _lab(one)))]


def _with_attributes(numbers: ColorNumbers, rgb: Rgb, base: Mapping[str, Shade]) -> ColorNumbers:
    roles = {role for role, shade in base.items() if rgb_of(shade.rgb) == rgb}
    ground = UNDERLINED if "selection" in roles else REVERSED
    if roles.intersection(GROUNDS):
        # Frames carry the structure.
        ground = ""
    text = DIM if roles.intersection(_DIM_ROLES) else ""
    return ColorNumbers(numbers.of_256, numbers.of_16, text, ground)


def _numbers(shade: Shade) -> ColorNumbers:
    if shade.index is not None and shade.name is not None:
        return ColorNumbers(shade.index, ANSI_NAMES.index(shade.name))
    return nearest_numbers(rgb_of(shade.rgb))


def rgb_of(text: str) -> Rgb:
    """The numbers of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def rgb_of_256(number: int) -> Rgb:
    """What one of 256 colours is in true colour, as xterm has them."""
    if number < 16:
        return rgb_of(_SIXTEEN[number])
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return grey, grey, grey
    at = number - 16
    return _LEVELS[at // 36], _LEVELS[at // 6 % 6], _LEVELS[at % 6]


@lru_cache(_MANY)
def nearest_numbers(rgb: Rgb) -> ColorNumbers:
    """The nearest colours to one that nobody chose the numbers of, as eyes see it (CIELAB)."""
    return ColorNumbers(_nearest(rgb, _CUBE_AND_GREYS), _nearest(rgb, range(16)))


def _above(ground: int, rgb: Rgb, *, dark: bool) -> int:
    """The nearest of those that lie on the right side of a ground."""
    light, sign = _labs()[ground][0], 1 if dark else -1
    return _nearest(rgb, (one for one in _CUBE_AND_GREYS if (_labs()[one][0] - light) * sign >= 0))


def _nearest(rgb: Rgb, among: Iterable[int]) -> int:
    lab, labs = _lab(rgb), _labs()
    return min(among, key=lambda one: _distance(lab, labs[one]))


def _distance(one: _Lab, other: _Lab) -> float:
    """Squared, which is as good to find what is near."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


@cache
def _labs() -> tuple[_Lab, ...]:
    return tuple(_lab(rgb_of_256(one)) for one in range(256))


def _lab(rgb: Rgb) -> _Lab:
    lab = rgb_to_lab(Color(*rgb))
    return lab.L, lab.a, lab.b
