"""One of what a picker offers."""

from __future__ import annotations

from msgspec import Struct


class PickerItem(Struct, frozen=True):
    """Something to pick.

    Attributes:
        id: what the picker gives back.
        label: what people know it by.
        detail: stands at the right; words typed are looked for in it too.
        mark: one or two characters before the label (``▌``, ``GET``).
        sentence: what is said of it, in a column of its own; it has the line for itself where
            both do not fit.
        key: does the same anywhere else; it stands before the detail.
        only_found: whether it is offered only once words are typed that are in it.
    """

    id: str
    label: str
    detail: str = ""
    mark: str = ""
    sentence: str = ""
    key: str = ""
    only_found: bool = False
