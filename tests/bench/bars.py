"""A row of the table: what was measured, the bar, and whether it is met."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure beside its bar.

    Attributes:
        what: was measured.
        unit: of the figures.
        ours: Outrider's figure.
        anchor: the other's figure; ``None`` where it was not measured.
        part: ours may be this part of the anchor; ``None`` where the bar is no ratio.
        most: ours may be no more than this; ``None`` where the bar is a ratio.
        of: whose figure the anchor is.
    """

    what: str
    unit: str
    ours: float
    anchor: float | None = None
    part: float | None = None
    most: float | None = None
    of: str = "posting"

    @property
    def bar(self) -> str:
        """The bar in words."""
        if self.most is not None:
            return f"{shown(self.most)} {self.unit}"
        return f"{self.part:g} of {self.of}" if self.part is not None else ""

    @property
    def ratio(self) -> float | None:
        """Ours by the anchor's."""
        return self.ours / self.anchor if self.anchor else None

    @property
    def met(self) -> str:
        """``yes``, ``NO``, or nothing where it cannot be told."""
        if self.most is not None:
            return "yes" if self.ours <= self.most else "NO"
        if self.part is None or self.ratio is None:
            return ""
        return "yes" if self.ratio <= self.part else "NO"

    def __str__(self) -> str:
        """The row in Markdown."""
        anchor = "" if self.anchor is None else f"{shown(self.anchor)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.4f}"[:6]
        ours = f"{shown(self.ours)} {self.unit}"
        return f"| {self.what} | {self.bar} | {anchor} | {ours} | {ratio} | {self.met} |"


HEAD = "| | bar | beside | Outrider | ratio | met |\n|---|---|--:|--:|--:|---|"


def shown(value: float) -> str:
    """A figure with as many digits as it is worth."""
    if value and abs(value) < 10:
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
