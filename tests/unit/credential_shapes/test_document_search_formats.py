"""Credentials in what other tools print: PHP, Markdown, blocks of lines, codes of one use."""

from __future__ import annotations

import pytest

from outrider.credential_shapes.document_search import find_in_document


def without_found(text: str) -> str:
    for one in sorted(find_in_document(text), key=lambda one: -one.start):
        text = f"{text[: one.start]}***{text[one.end :]}"
    return text


@pytest.mark.parametrize(
    "text",
    [
        'array(1) {\n  ["password"]=>\n  string(14) "LEAK45abcdefgh"\n}\n',
        "Array\n(\n    [password] => LEAK45abcdefgh\n)\n",
        'object(A)#1 (1) {\n ["token":"A":private]=>\n string(14) "LEAK45abcdefgh"\n}',
        "| name | token |\n|---|---|\n| bob | LEAK44abcdefgh |\n",
        "words\n\nname | api_key\n:--- | ---:\nbob | `LEAK44abcdefgh`\nann | LEAK45abcdefgh\n\nend",
        '[auth]\npassword = """\nLEAK42abcdefgh\n"""\n',
        "secret = '''LEAK42abcdefgh'''\n",
        "db:\n  password: |\n    LEAK42abcdefgh\n  user: bob\n",
        "db:\n  password: >-\n    LEAK42abc\n    LEAK42defgh\n  user: bob\n",
        "https://app.example.com/cb?code=LEAK06abcdefgh&state=xyz",
        '{"otp":"482913"}',
        '{"mfa":"482913","2fa":482913}',
        "two_factor=482913",
        '{"pin": 482913}',
        'smsOtp = "482913"',
        "Your OTP is 482913. Do not share it.",
        "Use PIN 482913 to continue",
        "one-time code: 482913",
        '{"mfa_code":482913}',
        '{"client_secret": 482913}',
        'a:1:{s:8:"password";s:11:"LEAKsecret1";}',
        'a:1:{s:3:"pin";i:482913;}',
        'array(1) {\n  ["pin"]=>\n  int(482913)\n}',
        "client_secret:\n  value: LEAKsecret1\n",
    ],
)
def test_it_is_found(text: str) -> None:
    left = without_found(text)
    assert "***" in left
    assert "LEAK" not in left
    assert "482913" not in left


@pytest.mark.parametrize(
    "text",
    [
        '{"key":"ORDER-2024-000123"}',
        "| name | city |\n|---|---|\n| bob | berlin12ab |\n",
        '{"code":"ORDER123","zip":"10115"}',
        "https://example.com/y?code=de&x=1",
        "[city] => Berlin12",
        '{"csrf_token":"abcd1234efgh5678"}',
        "note: |\n  two\n  lines1\n",
        '{"pincode":"110001","pin_code":"560001"}',
        '{"id": 482913, "expires_in": 482913}',
        'a:1:{s:4:"city";s:8:"Berlin12";}',
        "Error code: 482913",
        "pages 1000-2000",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert without_found(text) == text


@pytest.mark.parametrize(
    "piece",
    ["|-|", "| a |\n|---|\n", '["password"]=>\n', 'password = """\n', "?code=a1", '{"kty":'],
)
def test_beginnings_alone_are_read_in_time(piece: str) -> None:
    assert isinstance(without_found(piece * (200_000 // len(piece))), str)
