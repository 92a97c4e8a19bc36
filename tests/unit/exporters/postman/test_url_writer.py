"""User and password of a URL go where Postman reads them, and are masked unless revealed."""

import json

import pytest

from outrider.exporters.postman.export_report import ExportReport
from outrider.exporters.postman.url_writer import postman_url
from outrider.model.secret import MASK
from outrider.model.workspace import Request


def written(url: str, *, reveals: bool = False) -> tuple[dict[str, object], ExportReport]:
    report = ExportReport(reveals=reveals)
    table = postman_url(Request("", "", "", url=url), report, "here")
    assert isinstance(table, dict)
    return table, report


def test_a_password_in_the_url_is_masked_and_out_of_the_host() -> None:
    table, report = written("https://me:hunter2@api.example.com:8443/a?b=1#c")
    assert table["auth"] == {"user": "me", "password": MASK}
    assert table["host"] == ["api", "example", "com"]
    assert table["port"] == "8443"
    assert table["raw"] == f"https://me:{MASK}@api.example.com:8443/a?b=1#c"
    assert "hunter2" not in json.dumps(table)
    assert [remark.what for remark in report.remarks] == ["The password in the URL was masked."]


def test_it_is_written_where_it_is_asked_for() -> None:
    table, report = written("https://me:h%40nter2@api.example.com/a", reveals=True)
    assert table["auth"] == {"user": "me", "password": "h%40nter2"}
    assert table["raw"] == "https://me:h%40nter2@api.example.com/a"
    assert not report.remarks


@pytest.mark.parametrize(
    ("userinfo", "auth"),
    [
        ("{{user}}:{{password}}", {"user": "{{user}}", "password": "{{password}}"}),
        ("justatoken", {"user": MASK}),
        ("justatoken:", {"user": MASK, "password": ""}),
        ("ghp_0123456789abcdefghij:x", {"user": MASK, "password": MASK}),
    ],
)
def test_a_user_without_a_password_may_be_a_token(userinfo: str, auth: dict[str, str]) -> None:
    table, _ = written(f"https://{userinfo}@{{{{host}}}}/a")
    assert table["auth"] == auth
    assert table["host"] == ["{{host}}"]


@pytest.mark.parametrize("url", ["https://a.test/@x", "https://a.test/?m=a:b@c", "{{base}}/a:b@c"])
def test_what_is_no_user_stays_where_it_is(url: str) -> None:
    report = ExportReport(reveals=False)
    table = postman_url(Request("", "", "", url=url), report, "here")
    assert MASK not in json.dumps(table, ensure_ascii=False)
    assert "auth" not in table


def test_passwords_of_urls_elsewhere_are_masked_too() -> None:
    report = ExportReport(reveals=False)
    assert report.text("http://me:hunter2@{{h}}/x") == f"http://me:{MASK}@{{{{h}}}}/x"
    assert report.text("http://{{u}}:{{p}}@h/x") == "http://{{u}}:{{p}}@h/x"
    assert ExportReport(reveals=True).text("http://me:p@h") == "http://me:p@h"
