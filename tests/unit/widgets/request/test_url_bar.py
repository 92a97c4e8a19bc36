"""What is pasted into the URL: a URL, or a command."""

from __future__ import annotations

import pytest

from outrider.widgets.request.url_bar import is_command


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl https://a.test", True),
        ("$ curl https://a.test", True),
        (" curl.exe https://a.test", True),
        ("PS C:\\Users\\me> curl.exe https://a.test", True),
        ("PS /home/me> curl https://a.test", True),
        ("C:\\Users\\me>curl https://a.test", True),
        ("& curl.exe https://a.test", True),
        ("https://a.test/curl x", False),
        ("curl.test/a", False),
        ("C:\\curl", False),
    ],
)
def test_a_command_is_told_from_a_url(text: str, *, expected: bool) -> None:
    assert is_command(text) is expected
