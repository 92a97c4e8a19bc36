"""Marks are found again however they were encoded, and their encoding is the one that was used."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.exporters.load.markers import Markers, MarkTier, UnknownEncoding, apply_step
from outrider.exporters.load.script_text import (
    Base64Of,
    Escape,
    EscapeStep,
    ScriptText,
    Slot,
    SlotKind,
    merged_text,
    slots_of,
)
from outrider.variables.body.body_resolution import form_encode
from outrider.variables.body.json_template import json_escape
from outrider.variables.url.url_builder import encode_component, encode_in_path, encode_segment

TAG = "314159265358"
ENCODERS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "json": json_escape,
    "json in json": lambda text: json_escape(json_escape(text)),
    "component": encode_component,
    "path": encode_in_path,
    "segment": encode_segment,
    "form": form_encode,
    "quote_plus": quote_plus,
    "quote": lambda text: quote(text, safe="~"),
    "component in a form": lambda text: form_encode(encode_component(text)),
}


def written(text: ScriptText, value: str) -> str:
    """What a script makes of a text, given the value of its slots."""
    made = []
    for piece in text:
        if isinstance(piece, Slot):
            found = value
            for step in piece.steps:
                found = apply_step(step, found)
            made.append(found)
        elif isinstance(piece, Base64Of):
            made.append(b64encode(written(piece.pieces, value).encode()).decode())
        else:
            made.append(piece)
    return "".join(made)


@pytest.mark.parametrize("name", ENCODERS)
@given(
    value=st.text(st.characters(codec="utf-8"), max_size=30),
    before=st.text("a %\"'&=éQ7", max_size=5),
    in_base64=st.booleans(),
)
def test_a_value_is_encoded_as_its_mark_was(
    name: str, value: str, before: str, in_base64: bool
) -> None:
    encode = ENCODERS[name]
    markers = Markers(TAG)
    mark = markers.mark(SlotKind.VALUE, "A", MarkTier.FULL)

    def sent(given: str) -> str:
        text = f"{before}{encode(given)}."
        return f"Basic {b64encode(text.encode()).decode()}" if in_base64 else text

    assert written(markers.pieces(sent(mark)), value) == sent(value)


@given(st.lists(st.sampled_from(["A", "B", " & ", "x"]), max_size=8))
def test_several_marks_stand_beside_each_other(order: list[str]) -> None:
    markers = Markers(TAG)
    marks = {one: markers.mark(SlotKind.VALUE, one, MarkTier.QUIET) for one in "AB"}
    text = markers.pieces("".join(marks.get(one, one) for one in order))
    expected = [Slot(SlotKind.VALUE, one) if one in marks else one for one in order]
    assert text == merged_text(expected)


def test_a_number_is_escaped_in_a_string_and_nowhere_else() -> None:
    markers = Markers(TAG)
    mark = markers.mark(SlotKind.CAPTURE, "n", MarkTier.NUMBER)
    json = (EscapeStep(Escape.JSON),)
    assert mark.isdecimal()
    found = list(slots_of(markers.pieces(f'{{"a\\"": {mark}, "b": "x{mark}"}}', json)))
    assert [one.steps for one in found] == [(), json]


def test_what_cannot_be_undone_is_said() -> None:
    markers = Markers(TAG)
    mark = markers.mark(SlotKind.VALUE, "A", MarkTier.FULL)
    for text in (mark.upper().replace("Q", "q"), mark.replace("&", "&amp;"), mark[:-3]):
        with pytest.raises(UnknownEncoding):
            markers.pieces(text)


@given(st.text(max_size=20), st.text("!#$&'()*+,/:;=?@[]-._~", max_size=6))
def test_percent_encoding_keeps_what_it_is_told(text: str, kept: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    told = apply_step(EscapeStep(Escape.PERCENT, kept), text)
    assert told == "".join(
        one
        if one in kept
        else quote(one, safe="")
        .replace("~", "%7E")
        .replace("-", "%2D")
        .replace(".", "%2E")
        .replace("_", "%5F")
        if one in "-._~"
        else quote(one, safe="")
        for one in text
    )
