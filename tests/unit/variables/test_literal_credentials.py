"""Credentials written out in a request: found whole, and under names that tell nothing."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import Imported, imported

from outrider.model.workspace import TextBody

HERE = "http://api.test"


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (f"curl -u ghp_K1abcdefghijklmnopqrst:x-oauth-basic {HERE}", "ghp_K1abcdefghijklmnopqrst"),
        ("curl http://0A1b2C3d4E5f6A7b8C9d:X@api.test/", "0A1b2C3d4E5f6A7b8C9d"),
        (f"curl -u DEADBEEFDEADBEEFCAFE:pw {HERE}", "DEADBEEFDEADBEEFCAFE"),
        (f"curl --digest -u sk_live_abcdefghij:pw {HERE}", "sk_live_abcdefghij"),
        (f"curl --aws-sigv4 aws:amz:x:s3 --user AKIAABCDEFGHIJKL:s/k+ {HERE}", "AKIAABCDEFGHIJKL"),
        (f"curl -H 'Authorization: ghp_abcdefghijklmnopqrst 2' {HERE}", "ghp_abcdefghijklmnopqrst"),
        (f"curl -H 'X-Token-ghp_abcdefghijklmnopqrst: abc' {HERE}", ""),
    ],
)
def test_a_key_names_no_secret(command: str, key: str) -> None:
    found = imported(command)
    for name in found.secrets:
        assert "ghp" not in name
        assert not key or key.lower() not in name.replace("_", "").lower()
    assert not key or key not in found.files
    assert not key or key.lower() not in found.report.lower()


def test_a_user_who_is_no_key_names_the_password() -> None:
    assert imported(f"curl -u joe:pw {HERE}").secrets == {"joe_password": "pw"}
    found: Imported = imported(f"curl -u me@shop.test:pw {HERE}")
    assert found.secrets == {"me_shop_test_password": "pw"}


@pytest.mark.parametrize(
    ("arguments", "secret"),
    [
        ("""--json '{"password":"Ab\\/cd\\/ef"}'""", "Ab/cd/ef"),
        ("""--json '{"password":"\\u0041b-\\u00e4"}'""", "Ab-ä"),
        ("""-d '{"password":"Ab\\/cd"}'""", "Ab/cd"),
        ("-d 'client_secret=a%2bb%2Fc+d&x=%20'", "a+b/c d"),
        ("--url-query '+token=q/w%2be%3Drt'", "q/w+e=rt"),
        ("-G -d 'api_key=Ünicode'", "Ünicode"),
        ("-d 'password=my pass word 1'", "my pass word 1"),
        ("-d 'a=b&password=one & two&x=1'", "one & two"),
        ("-d 'password=one;two=3&x=1'", "one;two=3"),
        ("-d 'password=one+two;&x&y=1'", "one+two;&x"),
    ],
)
def test_a_credential_becomes_one_secret_with_all_of_its_value(arguments: str, secret: str) -> None:
    assert list(imported(f"curl {HERE} {arguments}").secrets.values()) == [secret]


def test_what_is_spelled_otherwise_is_told_once() -> None:
    found = imported(f"""curl '{HERE}/?token=a%2fb&sig=c/d' --json '{{"password":"e\\/f"}}'""")
    assert found.report.count("is spelled otherwise") == 1
    assert "token, sig, password: what is sent is spelled otherwise" in found.report
    assert "otherwise" not in imported(f"curl '{HERE}/?token=a%2Fb' -d password=a%2Fb").report


def test_a_form_stays_a_text_where_rows_would_not_mean_the_same() -> None:
    for arguments in (
        "-d 'token=a%2fb&x'",
        "-d 'token=a%ffb'",
        "-d 'token=a%2fb' -H 'Content-Type: text/plain'",
        "-d 'token=a%2fb' -H 'Content-Type: application/x-www-form-urlencoded; charset=utf-16'",
    ):
        found = imported(f"curl {HERE} {arguments}")
        assert isinstance(found.request.body, TextBody)
        assert [value.partition("&")[0] for value in found.secrets.values()] in (
            ["a%2fb"],
            ["a%ffb"],
        )
