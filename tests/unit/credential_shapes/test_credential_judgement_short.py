"""Short values that open something, by a name that often does not and what nobody wrote."""

from __future__ import annotations

import pytest
from tests.work_counter import counted

from outrider.credential_shapes import find_credentials, is_credential, is_credential_field
from outrider.credential_shapes.value_shapes import looks_random


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "eqLEAKc01xQ"),
        ("key", "4nL0qZ8b"),
        ("session", "xsLEAKg25x"),
        ("X-Session", "xsLEAKg25x"),
        ("hmac", "hL3aK9qZ01"),
        ("tok", "tL3aK9qZ01"),
        ("seed", "sL3aK9qZ01"),
        ("otp_seed", "JBSWY3DPEHPK3PXP"),
        ("mdp", "soleil"),
        ("db_mdp", "hunter2"),
        ("legacy", "Ym9iOkxFQUtwdw=="),
        ("login", "YWxpY2U6aHVudGVyMg=="),
        ("basic_auth", "YWRtaW5AeC5leGFtcGxlOlMzY3JldCE="),
    ],
)
def test_what_nobody_wrote_is_a_credential(name: str, value: str) -> None:
    assert is_credential(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "name"),
        ("key", "orders-2024"),
        ("key", "Orders2024"),
        ("key", "RABBIT1"),
        ("key", "createdAt1"),
        ("key", "customer_id2"),
        ("key", "PROJ-1042"),
        ("key", "v2Orders"),
        ("key", "users:42:Name"),
        ("key", "2024/Q1.pdf"),
        ("sort_key", "aL3q9Zk2pX"),
        ("cacheKey", "aL3q9Zk2pX"),
        ("page", "aL3q9Zk2pX"),
        ("cursor", "aL3q9Zk2pX"),
        ("csrf_token", "aL3q9Zk2pX"),
        ("id", "aL3q9Zk2pX"),
        ("order_id", "aL3q9Zk2pX"),
        ("session", "Spring2024"),
        ("session", "morning"),
        ("code", "aL3q9Zk2p"),
        ("code", "SUMMER24"),
        ("code", "de-DE"),
        ("code", "E1001"),
        ("code", "ErrAuth01"),
        ("seed", "42"),
        ("seed", "1733011200"),
        ("hmac", "sha256"),
        ("hmac", "HmacSHA256"),
        ("tok", "ADA"),
        ("id", "VXNlcjoxMjM0NTY3"),
        ("value", "VXNlcjoxMjM0NTY3"),
        ("after", "Y3Vyc29yOmFCYzEyMw=="),
        ("cursor", "YXJyYXljb25uZWN0aW9uOjEw"),
        ("image", "iVBORw0KGgoAAAANSUhEUgAA"),
        ("text", "aGVsbG8gd29ybGQgYWdhaW4="),
        ("greeting", "bm90ZTp0b21vcnJvdw=="),
        ("model", "mdp"),
    ],
)
def test_what_people_write_is_none(name: str, value: str) -> None:
    assert not is_credential(name, value)
    # A field called a key is one for fewer reasons.
    assert name == "key" or not is_credential_field(name, value)


def test_it_is_found_in_a_url() -> None:
    url = "https://a.example/x?key=eqLEAKc01xQ&sort=name&page=aL3q9Zk2pX"
    assert [url[one.start : one.end] for one in find_credentials(url)] == ["eqLEAKc01xQ"]


@pytest.mark.parametrize(
    "text", ["Ab1" * 150, "aaaaaaaa1A!" * 40, "Aa" * 240 + "1" + "q" * 9 + "-"]
)
def test_whether_something_is_written_takes_work_that_grows_with_it(text: str) -> None:
    with counted() as work:
        looks_random(text)
    assert work.steps < 200


@pytest.mark.parametrize(
    "script",
    [
        "expect(b.token).to.eql('ar LEAKf11x')",
        "expect(b.token).to.not.equal('ar LEAKf11x')",
        "assert.equal(b.token, 'ar'); expect(b['token']).to.deep.equal(`ar LEAKf11x`)",
    ],
)
def test_what_a_credential_is_compared_with_is_one(script: str) -> None:
    assert [script[one.start : one.end] for one in find_credentials(script)] == ["ar LEAKf11x"]


@pytest.mark.parametrize(
    "script",
    [
        "expect(b.token).to.eql('none')",
        "expect(b.token_type).to.eql('Bearer v2')",
        "expect(b.id).to.eql('ar LEAKf11x')",
        "if (typeof token === 'string') {",
        "expect(b.token).to.eql('{{token_2}}')",
    ],
)
def test_what_is_said_of_one_is_none(script: str) -> None:
    assert not list(find_credentials(script))
