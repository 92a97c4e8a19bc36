"""What stands where a value would, and only tells of one."""

from __future__ import annotations

import pytest

from outrider.credential_shapes import find_credentials

AROUND = ("{}", "a: b\n{}\n", "x\n  // {}\n", "- {}\nb: c", "The call:\r\n{}\r\n")


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(
    "line",
    [
        *("password: string4", "secret: varchar255", "access_token: int64", "password = text2"),
        *("password: base64", "client_secret: sha256", "token: utf8", "token: string4, // later"),
        *("sig: v4", "sig: v4a", "token: v1beta1", "api_token: v2.1"),
        *("tokens: 4096k", "tokens = 128k", "password: 30s", "token: 4096bytes;"),
        *("token = getToken1", "token = nextToken2;", "secret: read_secret_2", "pwd = loadPwd1()"),
    ],
)
def test_what_tells_of_a_value_is_no_credential(around: str, line: str) -> None:
    assert [*find_credentials(around.format(line))] == []


@pytest.mark.parametrize("around", AROUND[:2])
@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("password: hunter2", "hunter2"),
        ("password: str1ng", "str1ng"),
        ("password: correctHorse1", "correctHorse1"),
        ("password: Passw0rd1", "Passw0rd1"),
        ("token: v2k9x7q1", "v2k9x7q1"),
        ("token: a1b2c3d4", "a1b2c3d4"),
        ("apikey: 12345678d", "12345678d"),
        ("secret: string4you", "string4you"),
        ("password: getaway99", "getaway99"),
    ],
)
def test_what_was_made_up_is_one(around: str, line: str, value: str) -> None:
    text = around.format(line)
    assert [text[one.start : one.end] for one in find_credentials(text)] == [value]
