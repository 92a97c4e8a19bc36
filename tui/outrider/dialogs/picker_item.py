"""One of what a picker offers."""

from __future__ import annotations

from msgspec import Struct


class PickerItem(Struct, frozen=True):
    """Something to pick.

    Attributes:
        id: what the picker gives back.
        label: what people know it by.
        detail: stands at the right; words typed are looked for in it too.
        short: the label where it does not fit; empty to cut it.
        mark: one or two characters before the label (``▌``, ``GET``).
    """

    id: str
    label: str
    detail: str = ""
    mark: str = ""
    short: str = ""
