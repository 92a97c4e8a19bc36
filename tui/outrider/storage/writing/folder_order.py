"""The order of what lies in a folder: the list ``order`` of its ``folder.toml``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from outrider.storage.writing.document_updates import open_folder

Order: TypeAlias = Sequence[str]
"""Names of a folder's children, as ``order`` lists them."""


class FolderOrder:
    """Writes the orders of one workspace; comments in the files stay.

    Args:
        root: the workspace's folder.
        trusted: whether what lies outside of it may be touched.
    """

    def __init__(self, root: Path, *, trusted: bool) -> None:
        self._root = root
        self._trusted = trusted

    def change(self, folder_id: str, change: Callable[[Order], Order]) -> None:
        """Writes what a function makes of a folder's order; nothing where that is the same.

        Args:
            folder_id: path below ``requests/``; empty for ``requests/`` itself.
            change: is given the names that are listed now.

        Raises:
            SaveRefused: the file cannot be edited, or the system refuses.
            DocumentError: what is written there is no folder's file.
        """
        document = open_folder(self._root, folder_id, trusted=self._trusted)
        order = document.data.get("order", ())
        wanted = list(change(order))
        if list(order) == wanted:
            return
        document.set(("order",), wanted) if wanted else document.remove(("order",))
        document.save()


def remove_name(order: Order, name: str) -> Order:
    """The order when one is gone."""
    return [other for other in order if other != name]


def insert_after(order: Order, name: str, new: str) -> Order:
    """The order with a new one right behind another, where that one is listed."""
    if name not in order:
        return order
    at = list(order).index(name) + 1
    return [*order[:at], new, *order[at:]]


def rename_in_order(order: Order, name: str, new: str) -> Order:
    """The order when one has another name."""
    return [new if other == name else other for other in order]


def move_by(order: Order, name: str, step: int) -> Order:
    """The order with one so many places further down; it stops at the ends."""
    if name not in order:
        return order
    at = list(order).index(name)
    rest = remove_name(order, name)
    to = max(0, min(at + step, len(rest)))
    return [*rest[:to], name, *rest[to:]]
