"""The private members of keys are found, the public ones and other short names are not."""

from __future__ import annotations

import pytest

from outrider.credential_shapes import find_credentials, find_private_members

RSA = (
    '{"kty":"RSA","n":"PUBLICnabcdefgh","e":"AQAB","d":"LEAK25abcdefgh","p":"LEAK26abcdefgh",'
    '"q":"LEAK27abcdefgh","dp":"LEAK28abcdefgh","dq":"LEAK29abcdefgh","qi":"LEAK30abcdefgh"}'
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (RSA, 6),
        (f'{{"keys": [{RSA}, {{"k": "LEAK31abcdefgh", "kty": "oct"}}]}}', 7),
        (RSA.replace('"', r"\""), 6),
        ("const jwk = { kty: 'EC', crv: 'P-256', x: 'PUBx1234', d: 'LEAK32abcdefgh' };", 1),
        ("jwk:\n  d: LEAK32abcdefgh5678\n  kty: EC\n  x: PUB\n  k: LEAK33abcdefgh5678\n", 2),
        ('kty = "OKP"\nd = "LEAK32abcdefgh5678"\n\nq = "of something else12"\n', 1),
        ("kty=EC&crv=P-256&d=LEAK32abcdefgh5678&x=PUB", 1),
        ("d=LEAK32abcdefgh5678&kty=EC", 1),
        ('["kty"]=>\n  string(2) "EC"\n  ["d"]=>\n  string(18) "LEAK32abcdefgh5678"\n', 1),
        ("    [kty] => EC\n    [d] => LEAK32abcdefgh5678\n", 1),
        (
            "<RSAKeyValue><Modulus>PUBLICnabcdefgh12</Modulus><P>LEAK33abcdefgh567=</P>"
            "<InverseQ>\n LEAK34abcdefgh567\n</InverseQ><D>LEAK35abcdefgh567</D></RSAKeyValue>",
            3,
        ),
        ('{"kty":"RSA","oth":[{"r":"LEAK33abcd","d":"LEAK34abcd","t":"LEAK35abcd"}]}', 3),
    ],
)
def test_private_members_of_keys_are_found(text: str, count: int) -> None:
    assert len(list(find_private_members(text))) == count
    for one in sorted(find_credentials(text), key=lambda one: -one.start):
        text = f"{text[: one.start]}***{text[one.end :]}"
    assert "LEAK" not in text
    assert text.count("***") == count


@pytest.mark.parametrize(
    "text",
    [
        '{"kty":"RSA","n":"PUBLICnabcdefgh","e":"AQAB","kid":"k1","use":"sig"}',
        '{"d":"someValue12345","p":"page12345678","k":"key-12345678"}',
        '{"kty":"RSA"} {"d":"someValue12345"}',
        "kty: EC\nx: PUBLICnabcdefgh1234\n\nd: somethingelse12345\n",
        "d: somethingelse12345\nq: somethingelse12345\n",
        "q=somethingelse12345&d=somethingelse12345",
        "<D>somethingelse12345</D>",
    ],
)
def test_other_members_stay(text: str) -> None:
    assert not list(find_private_members(text))


@pytest.mark.parametrize(
    "piece", ["kty: a\n", "kty=a&", "[kty] =>", "<P>RSAKeyValue>", "d: a\nkty:\n"]
)
def test_beginnings_alone_are_read_in_time(piece: str) -> None:
    assert isinstance(list(find_private_members(piece * (100_000 // len(piece)))), list)
