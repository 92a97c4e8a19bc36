"""A new document is laid out at once, and reads as one edit after the other would have made it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from outrider.toml_text.table_diff import table_edits
from outrider.toml_text.text_edits import apply_edit, laid_out

KEYS = st.sampled_from(["name", "url", "headers", "auth", "path", "placement", "body", "a b", "é"])
SCALARS = st.text(max_size=8) | st.integers() | st.booleans()
ROWS = st.lists(st.dictionaries(KEYS, SCALARS, min_size=1, max_size=3), min_size=1, max_size=3)
TABLES = st.recursive(
    st.dictionaries(KEYS, SCALARS | ROWS, min_size=1, max_size=4),
    lambda inner: st.dictionaries(KEYS, SCALARS | inner, min_size=1, max_size=4),
    max_leaves=8,
)


@given(TABLES)
def test_a_fresh_text_is_what_single_edits_make(table: dict[str, Any]) -> None:
    steps = list(table_edits({}, table))
    text = ""
    for step in steps:
        text = apply_edit(text, step)
    assert laid_out(steps) == text
