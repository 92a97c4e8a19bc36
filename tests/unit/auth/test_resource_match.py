from __future__ import annotations

import pytest

from outrider.auth.resource_match import is_readable_metadata, is_resource_of


@pytest.mark.parametrize(
    ("resource", "url", "is_it"),
    [
        ("https://api.example", "https://api.example/orders", True),
        ("https://api.example/", "https://api.example/orders", True),
        ("https://api.example/v1", "https://api.example/v1/orders", True),
        ("https://api.example/v1", "https://api.example/v1", True),
        ("https://API.example:443/v1/", "https://api.example/v1/x", True),
        ("https://api.example/v1", "https://api.example/v10", False),
        ("https://api.example/v1", "https://api.example/", False),
        ("http://api.example", "https://api.example/", False),
        ("https://other.example", "https://api.example/", False),
        ("https://api.example:8443", "https://api.example/", False),
        ("api.example", "https://api.example/", False),
        ("", "https://api.example/", False),
    ],
)
def test_a_resource_is_an_origin_and_a_prefix_of_whole_segments(
    resource: str, url: str, is_it: bool
) -> None:
    assert is_resource_of(resource, url) is is_it


@pytest.mark.parametrize(
    ("url", "readable"),
    [
        ("https://api.example/.well-known/oauth-protected-resource", True),
        ("http://127.0.0.1:8/x", True),
        ("http://localhost/x", True),
        ("http://api.example/x", False),
        ("file:///etc/passwd", False),
        ("/relative", False),
        ("", False),
    ],
)
def test_metadata_is_read_over_tls_or_from_this_machine(url: str, readable: bool) -> None:
    assert is_readable_metadata(url) is readable
