"""Certificates and proxies of a command."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from outrider.importers.curl.curl_connection import connection_of
from outrider.importers.curl.operations import operations
from outrider.importers.curl.shell_command import ShellCommand
from outrider.model.import_result import ImportReport


def read(options: str) -> tuple[dict[str, Any], list[str]]:
    words = shlex.split(f"http://a.test {options}")
    report = ImportReport()
    (operation,) = operations(ShellCommand(("curl",), 1), words, lambda _: None)
    return connection_of(operation, report), [one.what for one in report.remarks]


@pytest.mark.parametrize(
    ("options", "proxy"),
    [
        ("-x p.test:8080", "http://p.test:8080"),
        ("-x p.test", "http://p.test:1080"),
        ("-x https://p.test", "https://p.test"),
        ("-x http://u:p%40w@p.test:1", "http://u:p%40w@p.test:1"),
        ("-x p.test:1 -U 'me:p@ss w/:%'", "http://me:p%40ss%20w%2F%3A%25@p.test:1"),
        ("-x u:old@p.test:1 --proxy-user me:new", "http://me:new@p.test:1"),
        ("--proxy-user me -x p.test:1", "http://me@p.test:1"),
        ("-x socks5://p.test", "socks5://p.test:1080"),
        ("-x socks5h://u:p@p.test:9", "socks5h://u:p@p.test:9"),
        ("--socks5 p.test:9 -U a:b", "socks5://a:b@p.test:9"),
        ("--socks5-hostname p.test", "socks5h://p.test:1080"),
        ("--proxy1.0 p.test:9", "http://p.test:9"),
        ("-x one.test:1 -x two.test:2", "http://two.test:2"),
    ],
)
def test_a_proxy_is_the_one_that_curl_speaks_to(options: str, proxy: str) -> None:
    assert read(options) == ({"proxy": proxy}, [])


@pytest.mark.parametrize("header", ["Proxy-Authorization:", "proxy-authorization: Token x"])
def test_a_proxy_header_replaces_the_credentials_of_the_proxy(header: str) -> None:
    found, told = read(f"-x http://p.test:1 -U me:hidden-3 --proxy-header '{header}'")
    assert found == {"proxy": "http://p.test:1"}
    assert told == ["The credentials of the proxy were not imported."]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("-x socks://p.test", "--proxy socks://p.test was not imported."),
        ("-x socks4://u:hidden-1@p.test", "--proxy socks4://u:••••••@p.test was not imported."),
        ("-x socks4a://p.test", "--proxy socks4a://p.test was not imported."),
        ("--socks4 p.test", "--socks4 p.test was not imported."),
        ("--socks4a p.test", "--socks4a p.test was not imported."),
        ("-U me:hidden-2", "--proxy-user was ignored: the command has no proxy."),
    ],
)
def test_what_no_proxy_can_be_made_of_is_told(options: str, told: str) -> None:
    assert read(options) == ({}, [told])


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("--cert c.pem:pw", {"client_certificate": "c.pem", "client_key_password": "pw"}),
        ("-E c.pem:p:w --key k.pem", {"client_key": "k.pem", "client_certificate": "c.pem",
                                      "client_key_password": "p:w"}),
        (r"--cert 'c\:d.pem:pw'", {"client_certificate": "c:d.pem", "client_key_password": "pw"}),
        (r"--cert 'C:\k\c.pem:pw'", {"client_certificate": r"C:\k\c.pem",
                                     "client_key_password": "pw"}),
        ("--cert c.pem --pass pw", {"client_certificate": "c.pem", "client_key_password": "pw"}),
        ("--cert c.pem", {"client_certificate": "c.pem"}),
        ("-k --cacert ca.pem", {"verify": False, "ca_bundle": "ca.pem"}),
    ],
)  # fmt: skip
def test_a_certificate_comes_with_its_password(options: str, found: dict[str, Any]) -> None:
    assert read(options) == (found, [])
