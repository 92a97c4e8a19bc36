"""A share as a bar of blocks, in eighths of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

_EIGHTHS = " ▏▎▍▌▋▊▉"


def share_bar(share: float, cells: int) -> str:
    """A bar for a share from 0 to 1 of so many cells, filled up with blanks; never nothing."""
    eighths = max(round(min(max(share, 0.0), 1.0) * cells * 8), 1) if cells > 0 else 0
    whole, part = divmod(eighths, 8)
    return f"{'█' * whole}{_EIGHTHS[part] if part else ''}".ljust(max(cells, 0))


_HEIGHTS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float]) -> str:
    """One block for each value, as high as its share of the largest."""
    most = max(values, default=0.0)
    if most <= 0:
        return ""
    top = len(_HEIGHTS) - 1
    return "".join(_HEIGHTS[round(max(one, 0.0) / most * top)] for one in values)


def log_share(value: float, most: float) -> float:
    """A value as a share of the largest one, by their magnitudes: 7 ms and 2 s can both be seen."""
    return log10(1 + max(value, 0.0)) / log10(1 + most) if most > 0 else 0.0
