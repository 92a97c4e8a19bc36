"""What is not TOML is said in plain words, at its line."""

from __future__ import annotations

import pytest

from outrider.errors import DocumentError
from outrider.toml_text.toml_parsing import parse_toml


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('a = 1\nurl = "x\n', 2, "Not valid TOML: the string has no end on its line."),
        ("a = x\n", 1, "Not valid TOML: invalid value."),
        ("[a\n", 1, 'Not valid TOML: expected "]" at the end of a table declaration.'),
        ('a = "\x01"\n', 1, 'Not valid TOML: unexpected character "\\x01".'),
    ],
)
def test_the_reason_is_plain_and_names_no_file_twice(text: str, line: int, what: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_toml(text, "requests/a.toml")
    (fault,) = caught.value.faults
    assert fault.what == what
    assert fault.place is not None
    assert (fault.place.file, fault.place.line) == ("requests/a.toml", line)
