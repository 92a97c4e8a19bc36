"""Credentials in settings of several lines, in requests and in what servers answered."""

from __future__ import annotations

import pytest

from outrider.credential_shapes import find_credentials
from outrider.credential_shapes.block_search import find_in_blocks

FOUND = [
    "db:\n  password:\n    LEAKsecret1\n  user: bob\n",
    "password:\n\n  'LEAKsecret1'\n",
    "password:\n  - LEAKsecret1\n",
    'tokens:\n- LEAKsecret1  # the first\n- "LEAKsecret2"\n',
    "api_key: >\n\n  LEAKsecret1\n",
    "api_key: |-\r\n  LEAKsecret1\r\n  LEAKsecret2\r\nnext: 1\r\n",
    "key: !!str |2\n  LEAKsecret1key4711\n",
    "client_secret:\n  value: LEAKsecret1\n",
    "env:\n  - name: DB_PASSWORD\n    value: LEAKsecret1\n",
    "- key: 'api_key'\n  value: \"LEAKsecret1\"\n",
    '[auth]\npassword = """\nLEAKsecret1\n"""\n',
    "secret = '''LEAKsecret1'''\n",
]


@pytest.mark.parametrize("text", FOUND)
def test_it_is_found_in_requests_too(text: str) -> None:
    for one in sorted(find_credentials(text), key=lambda one: -one.start):
        text = f"{text[: one.start]}***{text[one.end :]}"
    assert "LEAK" not in text
    assert "***" in text


@pytest.mark.parametrize(
    "text",
    [
        "password:\n  type: string\n  minLength: 8\n",
        "password:\n  min_length: 12ab\n",
        "token:\n  enabled: true\n",
        "secret:\n  - name\n  - value\n",
        "tokens:\n  - 100\n  - 200\n",
        "next_page_token:\n  CAUQAA1234567890\n",
        "key:\n  value1\n",
        "password:\n  {{password1}}\n",
        "description: |\n  words1 words2\n",
        "- name: color\n  value: blue1234\n",
        "password: |\n",
        "password: LEAK",
    ],
)
def test_what_is_said_of_a_secret_stays(text: str) -> None:
    assert list(find_in_blocks(text)) == []


def test_a_reference_is_no_credential() -> None:
    assert list(find_credentials("password: |\n  {{password}}\n")) == []


@pytest.mark.parametrize(
    "piece", ["password:\n  - a1\n", "token: |\n", "key:\n ", "- name: a\n", " "]
)
def test_beginnings_alone_are_read_in_time(piece: str) -> None:
    assert isinstance(list(find_in_blocks(piece * (200_000 // len(piece)))), list)
