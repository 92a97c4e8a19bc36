"""Parts of a form that are not what curl sends, and are told."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported

from outrider.model.workspace import MultipartBody


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("=1", "A form field without a name is sent with an empty name."),
        ("a=@f,g", "-F a: each of the 2 files became its own form field."),
    ],
)
def test_a_field_that_differs_is_told(field: str, told: str) -> None:
    assert told in imported(f"curl http://a.test -F '{field}'").report


def test_a_type_follows_the_name_that_is_sent() -> None:
    body = imported("curl http://a.test -F 'a=@f.txt;filename=x.pdf' -F 'b=@f;filename=y'").request
    assert isinstance(body.body, MultipartBody)
    assert [one.content_type for one in body.body.parts] == ["application/pdf", None]
