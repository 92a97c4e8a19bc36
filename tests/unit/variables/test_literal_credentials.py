"""Credentials written out in a request: found whole, and under names that tell nothing."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import Imported, imported

from outrider.errors import SourceLocation
from outrider.model.workspace import AuthTable, NameValueRow, Request, TextBody
from outrider.variables.literal_credentials import hide_in_request
from outrider.variables.literal_places import literals_in_auth

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
    assert found.report.count("another encoding of the same value") == 1
    assert "another encoding of the same value: token, sig, password." in found.report
    assert (
        "another encoding" not in imported(f"curl '{HERE}/?token=a%2Fb' -d password=a%2Fb").report
    )


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


def test_a_part_of_a_multipart_body_that_is_written_out_is_found_by_its_name() -> None:
    part = 'Content-Disposition: form-data; name="{}"\\r\\n\\r\\n{}\\r\\n'
    body = "--XX\\r\\n".join(["", part.format("password", "Ab 12"), part.format("a", "b"), "--"])
    kind = "-H 'Content-Type: multipart/form-data; boundary=XX'"
    found = imported(f"curl {HERE} {kind} --data-binary $'{body}'")
    assert found.secrets == {"password": "Ab 12"}
    assert "Ab 12" not in found.files


@pytest.mark.parametrize(
    ("query", "hidden"),
    [
        ("AWSAccessKeyId=x&Signature=aB3dE6gh", True),
        ("auth=aB3dE6gh", True),
        ("auth=oauth2-code", False),
        ("signature=HMAC-SHA256", False),
        ("auth=required", False),
    ],
)
def test_a_signature_in_a_url_is_a_credential(query: str, *, hidden: bool) -> None:
    assert bool(imported(f"curl '{HERE}/?{query}'").secrets) == hidden


def test_a_reference_is_no_credential_and_its_cookie_name_none_either() -> None:
    found = imported(f"""curl {HERE} --json '{{"token":"{{{{tok}}}}"}}'""")
    assert found.secrets == {}
    kept: list[tuple[str, str]] = []
    row = NameValueRow("Cookie", "sid={{sid}}; tok=abc123xyz; lang=de")

    def hide(name: str, value: str, _: SourceLocation) -> str:
        kept.append((name, value))
        return "{{hidden}}"

    request = hide_in_request(Request("", "", "", headers=(row,)), hide)
    assert request.headers[0].value == "sid={{sid}}; tok={{hidden}}; lang=de"
    assert kept == [("tok", "abc123xyz")]


def test_credentials_in_token_headers_are_found_and_paths_of_tokens_are_none() -> None:
    table = {
        "type": "oauth2",
        "token_headers": {"X-Api-Key": "3a7f9c0d12ab45ef", "X-Tenant": "orders", "X-Count": 3},
        "token_response": {"access_token": "data.accessToken", "refresh_token": ["a", "b.c"]},
    }
    place = SourceLocation("environments/dev.toml", ("auth", "default"))
    found = literals_in_auth(AuthTable(table, {}, place), ("auth", "default"))
    assert [(name, where.dotted_key) for name, where in found] == [
        ("X-Api-Key", "auth.default.token_headers.X-Api-Key")
    ]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Server=db;User Id=sa;Password=P4ssw0rd!;", "P4ssw0rd!"),
        (
            "AccountName=acc;AccountKey=abcDEF1234567890abcDEF==;Suffix=x",
            "abcDEF1234567890abcDEF==",
        ),
        ("password=string4", "string4"),
        ("password=one;two=3", "one;two=3"),
        ("amqp://u:hunter2x@mq/", "hunter2x"),
        ("user=joe\npassword=hunter2x9", "hunter2x9"),
    ],
)
def test_of_settings_in_a_text_the_credential_is_the_secret(text: str, secret: str) -> None:
    found = imported(f"curl {HERE} -H 'Content-Type: text/plain' -d '{text}'")
    assert list(found.secrets.values()) == [secret]


@pytest.mark.parametrize(
    "arguments",
    [
        "-b 'a=b; session=s3cr3tS3ss10n'",
        "--cookie 'a=b; session=s3cr3tS3ss10n'",
        "-H 'Cookie: a=b; session=s3cr3tS3ss10n'",
        "-H 'cOOkie:a=b; session=s3cr3tS3ss10n'",
        "-H 'x-api-KEY: s3cr3tS3ss10n'",
        "-H 'aUTHORIZATION: bEARER s3cr3tS3ss10nAbcdefgh'",
        "-H 'pROXY-authorization: Basic s3cr3tS3ss10n='",
    ],
)
def test_names_of_headers_have_no_case(arguments: str) -> None:
    found = imported(f"curl {HERE} {arguments}")
    assert "s3cr3tS3ss10n" not in found.files
    assert "s3cr3tS3ss10n" in str(found.secrets)


def test_the_result_of_a_sign_in_is_one_secret() -> None:
    xml = "<t:RequestSecurityTokenResponse><a/></t:RequestSecurityTokenResponse>"
    found = imported(f"curl {HERE} -d wa=wsignin1.0 --data-urlencode 'wresult={xml}'")
    assert found.secrets == {"wresult": xml}
