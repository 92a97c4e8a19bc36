import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.units import parse_size, size_literal


@given(st.integers(min_value=1, max_value=10**14))
def test_a_size_that_is_written_is_read_as_the_same_size(size: int) -> None:
    assert parse_size(size_literal(size)) == size


@pytest.mark.parametrize(
    ("text", "size"), [("50MB", 50_000_000), ("500 kB", 500_000), ("1 MiB", 1_048_576), ("7", 7)]
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5MB", "MB", "50 MBit", True, 0, -1, None])
def test_what_is_no_size_is_none(text: object) -> None:
    assert parse_size(text) is None
