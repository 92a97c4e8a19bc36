"""URLs of Bruno's, with the query in the text and rows that mirror it."""

from __future__ import annotations

import pytest
from tests.unit.importers.bruno.bruno_folder import bru, changed, only, read_folder

from outrider.model.workspace import NameValueRow

ENCODE = "settings {\n  encodeUrl: true\n}\n"


@pytest.mark.parametrize(
    ("url", "path", "settings", "read"),
    [
        ("h.test/x", "", "", "http://h.test/x"),
        ("{{h}}/x", "", "", "{{h}}/x"),
        ("https://h/a b", "", "", "https://h/a%20b"),
        ("https://h/:no", "", "", "https://h/\\:no"),
        ("https://h/x#frag", "", "", "https://h/x"),
        ("https://h/x#frag", "", ENCODE, "https://h/x%23frag"),
        ("https://h/a:b", "", ENCODE, "https://h/a%3Ab"),
        ("https://h/a%20b", "", ENCODE, "https://h/a%20b"),
        ("https://h/:id", "id: a/b", "", "https://h/a/b"),
        ("https://h/:id", "id: a?b=c d", "", "https://h/a?b=c%20d"),
        ("https://h/T(:id)/:x", "id: 5\n  x: y", "", "https://h/T(5)/:x"),
        ("https://h/?a=b&c={{d}}", "", "", "https://h/"),
        ("https://h/?a=b[]", "", "", "https://h/?a=b[]"),
        ("https://h/?a=b[]&c=%20", "", ENCODE, "https://h/"),
        ("https://h/?a&b=", "", "", "https://h/?a&b="),
    ],
)
def test_a_url_is_sent_as_bruno_sends_it(url: str, path: str, settings: str, read: str) -> None:
    rest = (f"params:path {{\n  {path}\n}}\n" if path else "") + settings
    assert only(read_folder({"a.bru": bru(f"url: {url}", rest)})).url == read


def test_path_parameters_keep_their_values() -> None:
    rest = "params:path {\n  a: x y\n  b: {{v}}\n  c: \n}\n"
    request = only(read_folder({"a.bru": bru("url: https://h/:a/:b/:c", rest)}))
    assert request.url == "https://h/:a/:b/:c"
    assert request.path_params == {"a": "x y", "b": "{{v}}"}


def test_the_query_is_that_of_the_url_and_rows_add_what_is_switched_off() -> None:
    rest = "params:query {\n  @description('why')\n  a: b\n  ~off: 1\n  lone: 2\n}\n"
    result = read_folder({"a.bru": bru("url: https://h/?a=b&n={{c}}", rest)})
    assert only(result).query_params == (
        NameValueRow("a", "b", True, "why"),
        NameValueRow("n", "{{c}}"),
        NameValueRow("off", "1", False),
        NameValueRow("lone", "2", False),
    )
    assert 'Query parameter "lone" was switched off.' in changed(result)


def test_encoded_text_is_encoded_again_where_bruno_does() -> None:
    result = read_folder({"a.bru": bru("url: https://h/?r=https%3A%2F%2Fo", ENCODE)})
    assert only(result).query_params == (NameValueRow("r", "https%3A%2F%2Fo"),)
