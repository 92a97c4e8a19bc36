"""Names with values, compared by name: header fields, query parameters, fields of a form."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from outrider.comparison.alignment import align
from outrider.comparison.compared_text import ComparedText
from outrider.comparison.counterparts import masked_beside
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
        text = masked_beside(there.text, [one.text for one in (*first, *second)])
        into.hide([there.text], [text])
        into.only(
            _at(there, kind),
            text,
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
        if left.name != right.name
    ]
    lasting = [pair for pair in pairs if not kind.is_volatile(pair[0])]
    # In one order from both sides.
    told = sorted(lasting or pairs, key=lambda pair: kind.key(pair[0]))
    _take_names(told, DifferenceKind.CASE, kind, into, is_volatile=not lasting)


def _compare_order(
    first: Sequence[NamedText], second: Sequence[NamedText], kind: NamedKind, into: PartRows
) -> None:
    """The order of the names that both sides have; of volatile ones where no other differs."""
    counts = [Counter(kind.key(one.name) for one in side) for side in (first, second)]
    common = {key for key, count in counts[0].items() if counts[1][key] == count}
    lasting = {key for key in common if not kind.is_volatile(key)}
    told = _moved(first, second, lasting, kind)
    if told:
        _take_names(told, DifferenceKind.ORDER, kind, into)
    else:
        moved = _moved(first, second, common, kind)
        _take_names(moved, DifferenceKind.ORDER, kind, into, is_volatile=True)


def _moved(
    first: Sequence[NamedText], second: Sequence[NamedText], among: set[str], kind: NamedKind
) -> list[tuple[str, str]]:
    """Names side by side, from the first that moved to the last."""
    sides = [[one.name for one in side if kind.key(one.name) in among] for side in (first, second)]
    pairs = list(zip(*sides, strict=True))
    moved = [at for at, (one, other) in enumerate(pairs) if kind.key(one) != kind.key(other)]
    return pairs[moved[0] : moved[-1] + 1] if moved else []


def _take_names(
    pairs: Sequence[tuple[str, str]],
    what: DifferenceKind,
    kind: NamedKind,
    into: PartRows,
    *,
    is_volatile: bool = False,
) -> None:
    if not pairs:
        return
    names = [", ".join(side) for side in zip(*pairs, strict=True)]
    at = f"{what.value} of {kind.word}s"
    places = (Place(at, names[0]), Place(at, names[1]))
    found = Difference(into.part, what, places[0], places[1], is_volatile)
    label = f"({at}) "
    into.take(found, (f"{label}{names[0]}", f"{label}{names[1]}"))
