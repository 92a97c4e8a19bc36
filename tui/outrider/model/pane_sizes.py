"""How large the user wants the panes, as shares, and how the panes stand."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Arrangement(StrEnum):
    """Where the response stands."""

    AUTO = "auto"
    """Beside the request where the terminal is wide, else below it."""

    STACKED = "stacked"
    BESIDE = "beside"


class PaneSizes(Struct, frozen=True):
    """Shares between 0 and 1; ``None`` for the usual size.

    Attributes:
        sidebar: of the terminal's columns.
        request: of the lines between the bars.
        console: of the same lines.
        request_width: of the columns at the right of the sidebar, with the response beside.
        layout: where the response stands.
    """

    sidebar: float | None = None
    request: float | None = None
    console: float | None = None
    request_width: float | None = None
    layout: Arrangement = Arrangement.AUTO


USUAL_SIZES = PaneSizes()
"""Those of somebody who has changed none."""
