"""Basic of clients: the same bytes, whether or not another program encodes."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.exporters.basic_clients import with_encoded_client


@pytest.mark.parametrize(
    ("table", "changed", "may_differ"),
    [
        ({"client_id": "a", "client_secret": "b-c_d"}, {}, False),
        ({"client_id": "a:b", "client_secret": "c d"},
         {"client_id": "a%3Ab", "client_secret": "c%20d"}, False),
        ({"client_id": "a:b", "client_secret": "{{s}}"}, {"client_id": "a%3Ab"}, False),
        ({"client_id": "a", "client_secret": "{{s}}", "basic_encoding": "rfc6749"}, {}, True),
        ({"client_id": "a:b", "client_secret": "c", "basic_encoding": "raw"}, {}, False),
        ({"client_id": "a b", "client_secret": "c", "grant_type": "authorization_code"}, {}, True),
        ({"client_id": "a b", "token_endpoint_auth_method": "none"}, {}, False),
        ({"client_id": "a b", "client_secret": "c",
          "token_endpoint_auth_method": "client_secret_post"}, {}, False),
    ],
)  # fmt: skip
def test_what_is_written_out_is_encoded_and_the_rest_told(
    table: dict[str, Any], changed: dict[str, str], *, may_differ: bool
) -> None:
    assert with_encoded_client(table) == ({**table, **changed}, may_differ)
