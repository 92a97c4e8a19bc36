"""A text that is not JSON is complained about in the same words on every Python."""

from __future__ import annotations

import json

import pytest

from outrider.json_words import JsonComplaint, json_complaint

OBJECT = "comma before the end of an object"
ARRAY = "comma before the end of an array"


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        ('{"a": 1,}', OBJECT, 1, 8),
        ('{"a": 1 ,\n\n }', OBJECT, 1, 9),
        ('{\n  "a": [1,\n 2,\n]}', ARRAY, 3, 3),
        ("[1,,]", ARRAY, 1, 4),
        ("[1, ,2]", "Expecting value", 1, 5),
        ("{,}", OBJECT, 1, 2),
        ('{"a": }', "Expecting value", 1, 7),
        ('{"a": 1', "Expecting ',' delimiter", 1, 8),
        ('{"a', "Unterminated string starting", 1, 2),
        ('["\t"]', "Invalid control character", 1, 3),
        ("[1] ,]", "Extra data", 1, 5),
        ("", "Expecting value", 1, 1),
    ],
)
def test_the_place_and_the_reason_are_the_same_on_every_python(
    text: str, what: str, line: int, column: int
) -> None:
    with pytest.raises(json.JSONDecodeError) as refused:
        json.loads(text)
    assert json_complaint(refused.value) == JsonComplaint(what, line, column)
