"""Regular expressions in a process of their own."""

import re
from array import array
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.patience import PATIENCE

from outrider.engine.filters.filter_process import FilterProcess, FilterProcessEnded
from outrider.engine.filters.filter_program import CUT_OFF, ERROR, MOST_RESULTS, PART, WHOLE, _regex


async def find(aside: FilterProcess, text: bytes, pattern: str) -> tuple[int, list[int], bytes]:
    found = array("Q")
    async with aclosing(aside.run(text, pattern)) as answers:
        async for kind, data in answers:
            if kind == ERROR:
                return kind, [], data
            found.frombytes(data)
    return kind, list(found), b""


async def test_matches_come_as_offsets_in_bytes() -> None:
    aside = FilterProcess("regex", 20)
    text = 'é "Ab"\n"ab1"\n'.encode()
    try:
        assert await find(aside, text, '"ab') == (WHOLE, [3, 6, 8, 11], b"")
        assert await find(aside, text, '"Ab') == (WHOLE, [3, 6], b"")
        assert await find(aside, text, r"^\W\w") == (WHOLE, [8, 10], b"")
        process = aside._process
        # What is nothing is not found.
        assert await find(aside, text, r"\d\"$|z*") == (WHOLE, [11, 13], b"")
        kind, _, words = await find(aside, text, "(")
        assert kind == ERROR
        assert b"unterminated" in words
        assert aside._process == process
        kind, found, _ = await find(aside, b"x" * (MOST_RESULTS + 5), "x")
        assert (kind, len(found)) == (CUT_OFF, 2 * MOST_RESULTS)
    finally:
        await aside.close()


async def test_an_expression_without_an_end_is_ended() -> None:
    aside = FilterProcess("regex", 0.5)
    with pytest.raises(FilterProcessEnded, match=r"longer than 0\.5 s"):
        await find(aside, b"a" * 60 + b"!", "(a+)+$")
    assert aside._process is None
    # The next one is given the time that a busy machine takes.
    aside._seconds = PATIENCE
    assert (await find(aside, b"ab", "b"))[1] == [1, 2]
    await aside.close()


@given(st.binary(max_size=60), st.sampled_from(["a", ".", r"\w+", "[^a]", "é", r"\x00|b"]))
def test_every_match_is_where_python_finds_it(text: bytes, pattern: str) -> None:
    found = array("Q")
    for kind, data in _regex("utf-8", text)(pattern):
        assert kind in {PART, WHOLE}
        found.frombytes(data)
    given_text = text.decode("utf-8", "surrogateescape")
    wanted = [
        match[0].encode("utf-8", "surrogateescape")
        for match in re.finditer(pattern, given_text, re.MULTILINE | re.IGNORECASE)
    ]
    pairs = list(zip(found[::2], found[1::2], strict=True))
    assert [text[start:end] for start, end in pairs] == wanted
    assert pairs == sorted(pairs)
