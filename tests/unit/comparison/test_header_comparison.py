"""Header fields."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.comparison.exchanges import compared, differences, side, told

from outrider.model.secret import MASK, LaterSecret, Secret


def test_case_and_order_are_told_once() -> None:
    first = side(("Accept", "*/*"), ("X-A", "1"), ("X-B", "2"))
    second = side(("accept", "*/*"), ("X-B", "2"), ("X-A", "1"))
    assert differences(first, second) == [
        "case of headers case Accept accept",
        "order of headers order X-A, X-B X-B, X-A",
    ]


def test_what_differs_each_time_is_told_apart() -> None:
    first = side(("Date", "a"), ("traceparent", "1"), ("X-Request-Id", "1"), ("User-Agent", "x"))
    second = side(("Date", "b"), ("traceparent", "2"), ("User-Agent", "y"))
    comparison = compared(first, second)
    assert not comparison.differs
    assert len(comparison.found) == 4
    assert all(one.is_volatile for one in comparison.found)


def test_a_repeated_field_is_compared_value_by_value() -> None:
    first = side(("Cookie-X", "a"), ("Cookie-X", "b"))
    second = side(("Cookie-X", "b"), ("Cookie-X", "c"))
    assert differences(first, second) == [
        'header "Cookie-X" only_a a',
        'header "Cookie-X" only_b c',
    ]


def test_credentials_are_the_same_or_others_and_never_shown() -> None:
    mine = side(("Authorization", Secret("Bearer one-of-mine", f"Bearer {MASK}")))
    theirs = side(("Authorization", "Bearer one-of-theirs"))
    equal = side(("Authorization", "Bearer one-of-mine"))
    assert told(compared(mine, theirs).found) == [
        f'header "Authorization" another_secret Bearer {MASK} Bearer {MASK}'
    ]
    assert told(compared(mine, equal).found) == [
        f'header "Authorization" same_secret Bearer {MASK} Bearer {MASK}'
    ]
    assert "one-of" not in repr(compared(mine, theirs))


def test_a_token_that_was_not_fetched_or_is_masked_for_good_is_not_compared() -> None:
    later = LaterSecret(lambda value: f"Bearer {value}", "stand-in", f"Bearer {MASK}")
    planned, kept = side(("Authorization", later)), side(("Authorization", f"Bearer {MASK}"))
    sent = side(("Authorization", "Bearer abc"))
    for first, second in ((planned, sent), (kept, sent), (planned, kept), (kept, kept)):
        comparison = compared(first, second)
        assert not comparison.differs
        assert [one.kind.value for one in comparison.found] == ["not_compared"]
    assert differences(planned, side(("Authorization", "Basic abc")))


def test_what_a_client_adds_when_it_sends_is_no_difference_before() -> None:
    planned = side(("Accept", "*/*"))
    sent = replace(
        side(("Accept", "*/*"), ("Host", "a"), ("Content-Length", "3"), ("X-A", "1")),
        is_planned=False,
    )
    assert differences(planned, sent) == ['header "X-A" only_b 1']
    assert differences(sent, planned) == ['header "X-A" only_a 1']
    found = compared(planned, sent).found
    assert {one.at for one in found if one.kind.value == "added_when_sent"} == {
        'header "Host"',
        'header "Content-Length"',
    }


def test_another_boundary_of_a_multipart_body_is_volatile() -> None:
    kind = "multipart/form-data; boundary={}"
    first, second = (side(("Content-Type", kind.format(one))) for one in ("a1", '"b2"'))
    comparison = compared(first, second)
    assert not comparison.differs
    assert [one.is_volatile for one in comparison.found] == [True]
    other = side(("Content-Type", "multipart/mixed; boundary=b2"))
    assert compared(first, other).differs


def test_the_order_and_case_of_what_is_volatile_do_not_count_alone() -> None:
    first = side(("Date", "x"), ("X-A", "1"))
    second = side(("X-A", "1"), ("date", "x"))
    comparison = compared(first, second)
    assert not comparison.differs
    assert [(one.kind.value, one.is_volatile) for one in comparison.found] == [
        ("case", True),
        ("order", True),
    ]
