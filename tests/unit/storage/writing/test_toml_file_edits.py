from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from outrider.errors import DocumentError, SaveError
from outrider.storage.writing.toml_file import TomlFile
from outrider.toml_text.source_map import SpanKind, map_source
from outrider.toml_text.table_diff import (
    InsertElement,
    RemoveKey,
    SetKey,
    TableEdit,
    apply_edits,
    strictly_equal,
    table_edits,
    without_empty,
)
from outrider.toml_text.toml_values import render, render_key

TEXT = """\
# head
name = "x" # label

# about rows
headers = [
  { name = "A", value = "1", note = 2 }, # first
  # middle
  { name = "B", value = "2" } # last
]
query = [{ name = "q", value = "1" }]
a.b = 1

# intro env
[env.dev]
x = 1
y = 2 # why

# intro next
[options]
timeout = 30
"""


def edited(tmp_path: Path, text: str, *steps: TableEdit) -> str:
    path = tmp_path / "x.toml"
    path.write_bytes(text.encode())
    document = TomlFile.load(path)
    document.apply(steps)
    document.save()
    return path.read_bytes().decode()


GOLDEN: list[tuple[TableEdit, str, str]] = [
    (SetKey(("name",), "y"), 'name = "x" # label', 'name = "y" # label'),
    (SetKey(("env", "dev", "z"), 5), "y = 2 # why\n", "y = 2 # why\nz = 5\n"),
    (RemoveKey(("env", "dev")), "[env.dev]\nx = 1\ny = 2 # why\n", "# why\n"),
    (RemoveKey(("env", "dev", "y")), "y = 2 # why\n", "# why\n"),
    (
        InsertElement(("headers", 2), {"name": "C"}),
        '{ name = "B", value = "2" } # last\n',
        '{ name = "B", value = "2" }, # last\n  { name = "C" }\n',
    ),
    (
        InsertElement(("headers", 0), {"name": "C"}),
        '  { name = "A"',
        '  { name = "C" },\n  { name = "A"',
    ),
    (RemoveKey(("headers", 1)), '  { name = "B", value = "2" } # last\n', "  # last\n"),
    (RemoveKey(("headers", 0, "note")), ", note = 2 }", " }"),
    (
        SetKey(("headers", 1, "enabled"), False),
        'value = "2" }',
        'value = "2", enabled = false }',
    ),
    (InsertElement(("query", 1), {"name": "C"}), '"1" }]', '"1" }, { name = "C" }]'),
    (RemoveKey(("query", 0)), '[{ name = "q", value = "1" }]', "[]"),
    (SetKey(("a", "c"), "2"), "a.b = 1\n", 'a.b = 1\na.c = "2"\n'),
    (SetKey(("url",), "u"), "a.b = 1\n", 'a.b = 1\nurl = "u"\n'),
    (SetKey(("options", "timeout"), 2.5), "timeout = 30", "timeout = 2.5"),
    (SetKey(("env", "qa"), {"x": 1}), "2 # why\n", "2 # why\n\n[env.qa]\nx = 1\n"),
    (SetKey(("tls", "verify"), False), "= 30\n", "= 30\n\n[tls]\nverify = false\n"),
]


@pytest.mark.parametrize(("step", "old", "new"), GOLDEN, ids=lambda value: str(value)[:40])
def test_an_edit_changes_its_own_place_and_no_other_byte(
    tmp_path: Path, step: TableEdit, old: str, new: str
) -> None:
    assert TEXT.count(old) == 1
    assert edited(tmp_path, TEXT, step) == TEXT.replace(old, new)


def test_a_first_key_goes_above_the_comment_that_introduces_the_first_table(
    tmp_path: Path,
) -> None:
    text = "# intro\n[a]\nx = 1\n"
    assert edited(tmp_path, text, SetKey(("name",), "y")) == f'name = "y"\n\n{text}'


def test_interleaved_arrays_of_tables_keep_their_order(tmp_path: Path) -> None:
    text = '[[query]]\nname = "a"\n\n[auth]\nuse = "x"\n\n# two\n[[query]]\nname = "b"\n'
    assert edited(tmp_path, text, SetKey(("query", 1, "name"), "c")) == text.replace('"b"', '"c"')
    grown = edited(tmp_path, text, InsertElement(("query", 2), {"name": "c"}))
    assert grown == text + '\n[[query]]\nname = "c"\n'
    shrunk = edited(tmp_path, text, RemoveKey(("query", 0)))
    assert shrunk == '[auth]\nuse = "x"\n\n# two\n[[query]]\nname = "b"\n'


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("final", [True, False])
def test_mark_line_ends_and_final_line_end_are_kept(
    tmp_path: Path, bom: bytes, end: str, final: bool
) -> None:
    text = 'name = "x"\n# c\n[options]\ntimeout = 30' + ("\n" if final else "")
    path = tmp_path / "x.toml"
    path.write_bytes(bom + text.replace("\n", end).encode())
    document = TomlFile.load(path)
    document.set(("name",), "y")
    document.set(("options", "follow_redirects"), True)
    document.save()
    wanted = text.replace('"x"', '"y"').replace("= 30", "= 30\nfollow_redirects = true")
    assert path.read_bytes() == bom + wanted.replace("\n", end).encode()


def test_quotes_of_a_replaced_text_are_kept_where_they_can_be(tmp_path: Path) -> None:
    text = "a = 'x'\nb = '''{\"n\": 1}'''\n"
    steps = (SetKey(("a",), 'say "y"'), SetKey(("b",), '{"n": 2}'))
    assert edited(tmp_path, text, *steps) == "a = 'say \"y\"'\nb = '''{\"n\": 2}'''\n"


def test_a_document_that_is_not_toml_is_not_opened_for_editing(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("a = \n")
    with pytest.raises(DocumentError):
        TomlFile.load(path)
    assert path.read_text() == "a = \n"


def test_a_step_that_fits_nowhere_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("a = 1\n")
    document = TomlFile.load(path)
    for step in (RemoveKey(("b",)), SetKey(("a", "b"), 1), InsertElement(("a", 0), 1)):
        with pytest.raises(SaveError):
            document.apply([SetKey(("c",), 2), step])
    assert not document.is_edited


# --- properties ---------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "c", "long-name", "with space", 'qu"ote', "d.ot", "ä"])
STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = (
    STRINGS
    | st.integers(-(2**63), 2**63 - 1)
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.sampled_from(["a\nb", "'''", '"', "it's", "\\{{x}}", "\r\n", "\n"])
)
INLINE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
COMMENTS = st.sampled_from(["", "# a comment", "# [not.a.table]", "# x = 1", "\n# apart\n"])


def spelled(draw: DrawFn, value: object) -> str:
    if isinstance(value, list) and draw(st.booleans()):
        items = "".join(f"\n    {spelled(draw, item)},  # item" for item in value)
        return f"[{items}\n]"
    return str(render(value, inline=draw(st.booleans())))


@st.composite
def documents(draw: DrawFn) -> str:
    """Random documents with every way to write a table, and comments all over."""
    lines: list[str] = []

    def pairs(prefix: str = "") -> None:
        for name, value in draw(st.dictionaries(NAMES, INLINE, max_size=3)).items():
            lines.append(draw(COMMENTS))
            tail = draw(st.sampled_from(["", " # tail", "  "]))
            lines.append(f"{prefix}{render_key(name)} = {spelled(draw, value)}{tail}")

    pairs()
    if draw(st.booleans()):
        pairs("dotted.")
    for index in range(draw(st.integers(0, 4))):
        lines.append(draw(COMMENTS))
        kind = draw(st.sampled_from(["table", "sub", "array"]))
        header = {"table": f"[t{index}]", "sub": f"[s.t{index}]", "array": "[[rows]]"}[kind]
        lines.append(header + draw(st.sampled_from(["", " # head"])))
        pairs()
    lines.append(draw(COMMENTS))
    return "\n".join(lines) + draw(st.sampled_from(["", "\n"]))


@st.composite
def documents_with_a_step(draw: DrawFn) -> tuple[str, TableEdit]:
    text = draw(documents())
    spans = [span for span in map_source(text).spans if span.path]
    choices = ["add"] + (["set", "remove", "insert"] if spans else [])
    kind = draw(st.sampled_from(choices))
    if kind == "add":
        return text, SetKey(("brand new",), draw(INLINE))
    span = draw(st.sampled_from(spans))
    if kind == "remove":
        return text, RemoveKey(span.path)
    arrays = [s for s in spans if s.kind is SpanKind.PAIR and text[s.value_start] == "["]
    if kind == "insert" and arrays:
        array = draw(st.sampled_from(arrays))
        size = len(
            [s for s in spans if len(s.path) == len(array.path) + 1 and s.path[:-1] == array.path]
        )
        return text, InsertElement((*array.path, draw(st.integers(0, size))), draw(INLINE))
    pairs = [s for s in spans if s.kind in {SpanKind.PAIR, SpanKind.ELEMENT}]
    if not pairs:
        return text, SetKey(("brand new",), draw(INLINE))
    return text, SetKey(draw(st.sampled_from(pairs)).path, draw(SCALARS))


RELAXED = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@RELAXED
@given(text=documents())
def test_loading_and_saving_without_an_edit_changes_no_byte(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.toml"
    for data in (text.encode(), b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()):
        path.write_bytes(data)
        document = TomlFile.load(path)
        assert not document.save()
        assert document._encoded() == data
        assert path.read_bytes() == data


@RELAXED
@given(text=documents())
def test_the_scanner_finds_every_key_that_the_parser_finds(text: str) -> None:
    layout = map_source(text)

    def walk(value: Any, path: tuple[str | int, ...]) -> None:
        assert not path or layout.line_of(path) is not None
        items = value.items() if isinstance(value, dict) else ()
        for key, inner in items if isinstance(value, dict) else enumerate(value):
            if isinstance(inner, dict | list):
                walk(inner, (*path, key))
            else:
                span = layout.by_path[*path, key]
                raw = text[span.value_start : span.end]
                assert strictly_equal(tomllib.loads(f"k = {raw}")["k"], inner)

    walk(tomllib.loads(text), ())
    assert not layout.duplicates


@RELAXED
@given(case=documents_with_a_step())
def test_one_edit_says_what_was_asked_and_keeps_every_other_line(
    tmp_path: Path, case: tuple[str, TableEdit]
) -> None:
    text, step = case
    new = edited(tmp_path, text, step)
    wanted = apply_edits(tomllib.loads(text), [step])
    assert strictly_equal(without_empty(tomllib.loads(new)), without_empty(wanted))
    layout = map_source(text)
    array = isinstance(step, InsertElement)
    span = layout.by_path.get(step.path[:-1] if array else step.path)
    if span is None:
        assert is_part(text.split("\n"), new.split("\n"))
    elif isinstance(step, RemoveKey):
        above, below = text[: span.start].split("\n")[:-1], text[span.end :].split("\n")[1:]
        if span.kind in {SpanKind.PAIR, SpanKind.ELEMENT}:
            assert is_part(filled([*above, *below]), filled(new.split("\n")))
    else:
        assert new.startswith(text[: span.value_start])
        assert new.endswith(text[span.end :])


def is_part(some: list[str], every: list[str]) -> bool:
    rest = iter(every)
    return all(line in rest for line in some)


def filled(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


@RELAXED
@given(
    old=st.dictionaries(NAMES, INLINE, max_size=4), new=st.dictionaries(NAMES, INLINE, max_size=4)
)
def test_the_differences_lead_from_one_table_to_the_other(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert strictly_equal(apply_edits(old, tuple(table_edits(old, new))), new)
    assert not tuple(table_edits(old, old))


@RELAXED
@given(value=INLINE, inline=st.booleans(), like=st.sampled_from(["", '"', "'", "'''"]))
def test_a_rendered_value_is_read_back_the_same(value: Any, inline: bool, like: str) -> None:
    assert strictly_equal(tomllib.loads(f"k = {render(value, like, inline=inline)}")["k"], value)
