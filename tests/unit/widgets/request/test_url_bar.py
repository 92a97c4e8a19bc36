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


@pytest.mark.parametrize(
    "text",
    [
        "TOKEN=a\ncurl https://h",
        "set TOKEN=a\ncurl https://h",
        "# login\nexport A=b\n\ncurl https://h",
        '$t = "a"\ncurl.exe https://h',
        "A=b curl https://h",
        "A=b curl https://h \\\n -H c",
    ],
)
def test_lines_that_set_variables_may_stand_before_the_command(text: str) -> None:
    assert is_command(text)


@pytest.mark.parametrize(
    "text", ["https://h/?a=b", "a=b", "a=b\nhttps://h", "set A=b\n" * 2000, "# a=b\n" * 999]
)
def test_lines_without_a_command_are_none(text: str) -> None:
    assert not is_command(text)
