"""Which items of two sequences belong together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outrider.comparison.alignment import MOST_EDITS, align

ITEMS = st.lists(st.sampled_from("abcd"), max_size=14)


@given(ITEMS, ITEMS)
def test_each_item_has_its_place_and_both_sides_see_the_same(
    first: list[str], second: list[str]
) -> None:
    steps = align(first, second)
    assert [at for at, _ in steps if at is not None] == list(range(len(first)))
    assert [at for _, at in steps if at is not None] == list(range(len(second)))
    assert sorted(map(str, steps)) == sorted(
        str((other, one)) for one, other in align(second, first)
    )


@given(ITEMS)
def test_a_sequence_is_equal_to_itself(items: list[str]) -> None:
    assert align(items, items) == [(at, at) for at in range(len(items))]


@given(ITEMS, ITEMS, ITEMS)
def test_what_was_put_in_is_all_that_is_new(
    head: list[str], new: list[str], tail: list[str]
) -> None:
    steps = align([*head, *tail], [*head, *new, *tail])
    changed = [step for step in steps if None in step]
    assert len(changed) == len(new)


def test_too_many_changes_are_paired_by_their_place() -> None:
    count = MOST_EDITS
    first = [f"a{at}" for at in range(count)]
    second = [f"b{at}" for at in range(count)]
    assert align(first, second) == [(at, at) for at in range(count)]
