"""Which rows are sent in the place of a credential."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.exporters.overridden_auth import is_overridden
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.workspace import AuthTable, NameValueRow


@pytest.mark.parametrize(
    ("table", "row", "owed"),
    [
        ({"type": "bearer"}, NameValueRow(" authorization ", "x"), True),
        ({"type": "bearer"}, NameValueRow("Authorization", "x", enabled=False), False),
        ({"type": "api_key"}, NameValueRow("X-API-Key", "x"), True),
        ({"type": "api_key"}, NameValueRow("Authorization", "x"), False),
        ({"type": "api_key", "placement": {"name": "K"}}, NameValueRow("k", "x"), True),
        ({"type": "api_key", "placement": {"in": "query"}}, NameValueRow("X-Api-Key", "x"), False),
        ({"type": "none"}, NameValueRow("Authorization", "x"), False),
        ({"type": "digest"}, NameValueRow("Authorization", "Digest x"), False),
    ],
)
def test_a_row_with_the_name_of_the_credential_is_sent_instead(
    table: dict[str, Any], row: NameValueRow, *, owed: bool
) -> None:
    assert is_overridden(AuthTable(table, {}, UNKNOWN_LOCATION), (row,)) is owed


def test_nothing_is_replaced_where_there_is_no_auth() -> None:
    assert not is_overridden(None, (NameValueRow("Authorization", "x"),))
