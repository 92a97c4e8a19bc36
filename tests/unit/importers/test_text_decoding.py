from __future__ import annotations

import pytest

from outrider.errors import ImportRejected
from outrider.importers.text_decoding import decode


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_texts_of_any_unicode_form_are_read(coding: str) -> None:
    assert decode('{"a": "é"}'.encode(coding), "f") == '{"a": "é"}'


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_a_mark(coding: str) -> None:
    assert decode('{"a": 1}'.encode(coding), "f") == '{"a": 1}'


def test_what_is_no_text_is_refused_with_its_place() -> None:
    with pytest.raises(ImportRejected, match="not valid UTF-8 at byte 4") as caught:
        decode(b"abcd\xff", "some.json")
    assert caught.value.where == "some.json"
