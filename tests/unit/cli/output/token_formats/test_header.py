"""A token as a header line."""

from __future__ import annotations

import pytest
from tests.unit.cli.output.token_formats.handed_tokens import (
    BODY,
    COOKIE,
    KEY,
    QUERY,
    TOKEN,
    handed,
    written,
)

from outrider.cli.output.token_formats.header import HeaderFormat
from outrider.errors import UnsupportedConfiguration
from outrider.model.secret import reveal


def test_the_line_is_that_of_a_request() -> None:
    assert written(HeaderFormat()) == f"Authorization: Bearer {TOKEN}\n"
    assert reveal(HeaderFormat().render(handed(KEY))) == f"X-Api-Token: {TOKEN}\n"
    # A slash and a plus may stand in a cookie as they are (RFC 6265 §4.1.1).
    assert reveal(HeaderFormat().render(handed(COOKIE))) == f"Cookie: session={TOKEN}\n"


@pytest.mark.parametrize(("placement", "where"), [(QUERY, "query"), (BODY, "body")])
def test_what_goes_elsewhere_is_no_header(placement: object, where: str) -> None:
    with pytest.raises(UnsupportedConfiguration) as caught:
        HeaderFormat().render(handed(placement))  # type: ignore[arg-type]
    assert f"goes into the {where} of a request" in caught.value.what
    assert caught.value.exit_code == 3
