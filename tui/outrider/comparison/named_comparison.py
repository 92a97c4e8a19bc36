"""Names with values, compared by name: header fields, query parameters, fields of a form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from outrider.comparison.alignment import align
from outrider.comparison.compared_text import ComparedText
from outrider.comparison.difference import Difference, DifferenceKind, PartRows, Place


class NamedText(Struct, frozen=True):
    """A name with its value, on one side."""

    name: str
    text: ComparedText


class NamedKind(Struct, frozen=True):
    """What kind of names are compared.

    Attributes:
        word: what one is called, such as ``header``.
        separator: between name and value in a row.
        key: what makes two names one, such as their lower case.
        is_volatile: whether values of a name differ between any two sends.
    """

    word: str
    separator: str
    key: Callable[[str], str] = str
    is_volatile: Callable[[str], bool] = lambda _: False


def compare_named(
    first: Sequence[NamedText],
    second: Sequence[NamedText],
    kind: NamedKind,
    into: PartRows,
) -> None:
    """Pairs values by name; tells names that are spelled otherwise, and another order."""
    groups = (_by_key(first, kind), _by_key(second, kind))
    for key in dict.fromkeys((*groups[0], *groups[1])):
        _compare_values(groups[0].get(key, []), groups[1].get(key, []), kind, into)
    _compare_case(groups, kind, into)
    _compare_order(first, second, kind, into)


def _by_key(texts: Iterable[NamedText], kind: NamedKind) -> dict[str, list[NamedText]]:
    groups: dict[str, list[NamedText]] = defaultdict(list)
    for one in texts:
        groups[kind.key(one.name)].append(one)
    return dict(groups)


def _compare_values(
    first: list[NamedText], second: list[NamedText], kind: NamedKind, into: PartRows
) -> None:
    is_volatile = kind.is_volatile((first or second)[0].name)
    for at, other in align([one.text.real for one in first], [one.text.real for one in second]):
        left = first[at] if at is not None else None
        right = second[other] if other is not None else None
        if left is not None and right is not None:
            into.pair(
                (_at(left, kind), _at(right, kind)),
                left.text,
                right.text,
                (f"{left.name}{kind.separator}", f"{right.name}{kind.separator}"),
                is_volatile=is_volatile,
            )
            continue
        there = left or right
        assert there is not None
        into.only(
            _at(there, kind),
            there.text,
            f"{there.name}{kind.separator}",
            is_first=left is not None,
            is_volatile=is_volatile,
        )


def _at(one: NamedText, kind: NamedKind) -> str:
    return f'{kind.word} "{one.name}"'


def _compare_case(
    groups: tuple[dict[str, list[NamedText]], dict[str, list[NamedText]]],
    kind: NamedKind,
    into: PartRows,
) -> None:
    """Names that both sides have, and spell otherwise; one difference for all."""
    pairs = [
        (left.name, right.name)
        for key, own in groups[0].items()
        for left, right in zip(own, groups[1].get(key, []), strict=False)
        if left.name != right.name and not kind.is_volatile(key)
    ]
    # In one order from both sides.
    _take_names(sorted(pairs, key=lambda pair: kind.key(pair[0])), DifferenceKind.CASE, kind, into)


def _compare_order(
    first: Sequence[NamedText], second: Sequence[NamedText], kind: NamedKind, into: PartRows
) -> None:
    """The order of the names that both sides have."""
    keys = [[kind.key(one.name) for one in side] for side in (first, second)]
    common = {key for key in keys[0] if keys[0].count(key) == keys[1].count(key)}
    common -= {key for key in common if kind.is_volatile(key)}
    sides = [[one.name for one in side if kind.key(one.name) in common] for side in (first, second)]
    orders = [[kind.key(name) for name in side] for side in sides]
    if orders[0] == orders[1]:
        return
    # Without those at both ends that are where they were.
    start = next(at for at, (one, other) in enumerate(zip(*orders, strict=True)) if one != other)
    pairs = list(zip(*sides, strict=True))[start:]
    while kind.key(pairs[-1][0]) == kind.key(pairs[-1][1]):
        pairs.pop()
    _take_names(pairs, DifferenceKind.ORDER, kind, into)


def _take_names(
    pairs: Sequence[tuple[str, str]], what: DifferenceKind, kind: NamedKind, into: PartRows
) -> None:
    if not pairs:
        return
    names = [", ".join(side) for side in zip(*pairs, strict=True)]
    at = f"{what.value} of {kind.word}s"
    found = Difference(into.part, what, Place(at, names[0]), Place(at, names[1]))
    label = f"({at}) "
    into.take(found, (f"{label}{names[0]}", f"{label}{names[1]}"))
