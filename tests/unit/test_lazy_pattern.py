"""Patterns that are compiled when they are first used: the same as those of ``re``."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.lazy_pattern import lazy_pattern

PATTERNS = (r"[a-c]+", r"(?P<name>a)(?P<value>b*)", r"^\s*c|d$")


@given(st.sampled_from(PATTERNS), st.sampled_from([0, re.IGNORECASE]), st.text("abcdABC \n"))
def test_it_finds_what_a_compiled_pattern_finds(pattern: str, flags: int, text: str) -> None:
    lazy, compiled = lazy_pattern(pattern, flags), re.compile(pattern, flags)
    found = [(one.span(), one.groupdict()) for one in lazy.finditer(text)]
    assert found == [(one.span(), one.groupdict()) for one in compiled.finditer(text)]
    assert lazy.sub("-", text) == compiled.sub("-", text)
    assert (lazy.fullmatch(text) is None) == (compiled.fullmatch(text) is None)
    assert (lazy.pattern, lazy.flags) == (compiled.pattern, compiled.flags)


def test_nothing_is_compiled_before() -> None:
    lazy = lazy_pattern("(")
    with pytest.raises(re.error):
        lazy.search("")
