"""The order of what lies in a folder: the list ``order`` of its ``folder.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Order: TypeAlias = Sequence[str]
"""Names of a folder's children, as ``order`` lists them."""


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


def put_back(order: Order, name: str, former: Order) -> Order:
    """The order with one at the place that it had in a former one; without it if it had none.

    Where others came, went or moved meanwhile, the nearest that was before it says the place,
    else the nearest that was behind it.
    """
    rest = list(remove_name(order, name))
    if name not in former:
        return rest
    at = list(former).index(name)
    for before in reversed(former[:at]):
        if before in rest:
            return insert_after(rest, before, name)
    for behind in former[at + 1 :]:
        if behind in rest:
            place = rest.index(behind)
            return [*rest[:place], name, *rest[place:]]
    return [*rest, name]
