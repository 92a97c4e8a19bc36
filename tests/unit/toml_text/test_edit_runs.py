"""A new document is laid out at once, and reads as one edit after the other would have made it."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.work_counter import counted

from outrider.toml_text.edit_runs import apply_all, laid_out
from outrider.toml_text.table_diff import table_edits
from outrider.toml_text.text_edits import UneditableLayout, apply_edit

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


LAID_OUT = st.sampled_from(
    [
        "",
        "a = 1 # first\n",
        "[secrets]\n  a = 'x' # mine\n  b = { env = \"B\" }\n\n[auth.one]\ntype = 'basic'\n",
        "secrets.a = 'x'\nsecrets.b = 'y'\n\n# about d\n[d]\na = 1",
        "secrets = { a = 'x', b = 'y' }\n",
        "[variables]\nname = 'n'\n[secrets]\n[tls]\nverify = true\n",
        "[secrets.a]\nenv = 'A'\n[variables]\nurl = 'u'\n",
    ]
)
NAMES = st.sampled_from(["a", "b", "c", "d", "name", "a b"])
REFS = st.text(max_size=6) | st.fixed_dictionaries({"env": st.text(max_size=3)})


@given(
    LAID_OUT,
    st.dictionaries(NAMES, SCALARS, max_size=5),
    st.dictionaries(NAMES, REFS, max_size=5),
    st.booleans(),
)
def test_edits_together_are_what_single_edits_make(
    text: str, variables: dict[str, Any], secrets: dict[str, Any], keeps: bool
) -> None:
    data = tomllib.loads(text)
    wanted = {**data, "variables": variables, "secrets": secrets}
    if keeps:
        for name in ("variables", "secrets"):
            wanted[name] = {**data.get(name, {}), **wanted[name]}
    steps = list(table_edits(data, wanted))
    single: str | None = text
    try:
        for step in steps:
            single = apply_edit(single or "", step)
    except UneditableLayout:
        single = None
    try:
        together: str | None = apply_all(text, steps)
    except UneditableLayout:
        together = None
    assert together == single


def test_the_work_grows_with_the_number_of_keys_and_not_with_its_square() -> None:
    def calls(count: int) -> int:
        keys = {f"key_{number}": "x" for number in range(count)}
        steps = list(table_edits({"secrets": {"a": "b"}}, {"secrets": {"a": "c", **keys}}))
        with counted(only_calls=True) as work:
            apply_all('[secrets]\na = "b"\n', steps)
        return work.calls

    assert calls(800) < 10 * calls(100)
