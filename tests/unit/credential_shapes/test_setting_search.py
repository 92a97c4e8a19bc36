"""Credentials in lines of settings and in options of programs, within requests."""

from __future__ import annotations

import pytest
from tests.work_counter import given_up_at_last

from outrider.credential_shapes import find_credentials, find_given_away


@pytest.mark.parametrize(
    "text",
    [
        "access_token: LEAKyaml1\nusers: 2\n",
        "api_key = LEAKabcdefg1\n[section]\nname=x\n",
        "- db.password: LEAKxy12\n- user: bob\n",
        "wget --password=LEAKwget http://x",
        "tool --api-key LEAKabcdefg1 --sort name",
        "app -token='LEAKabcdefg1'",
        "mysql -u root -pLEAKmysql shop",
        "sshpass -p LEAKssh ssh bob@host",
        "ldapsearch -x -D cn=admin -w LEAKldap -b dc=x",
        "redis-cli -h cache -a LEAKredis ping",
        "docker login -u bob -p LEAKdocker registry",
        "smbclient -U bob%LEAKsmb //host/share",
        "machine api.example.com login bob password LEAKnetrc\n",
        "machine api.example.com\n  login bob\n  password LEAKnetrc\n",
        "default login bob password LEAKnetrc",
        "x=1&security_answer=LEAKblue",
    ],
)
def test_it_is_found(text: str) -> None:
    (found,) = find_credentials(text)
    assert text[found.start : found.end].startswith("LEAK")
    assert not text[found.end : found.end + 1].strip("\n' &")


@pytest.mark.parametrize(
    "text",
    [
        "const token = response2.token;\nnext\n",
        "let accessToken = json.access_token2\nnext()\n",
        "token = get('token1')\nnext\n",
        "key: ORDER-2024-000123\nother: 2\n",
        "etag: 33a64df551425fcc55e4d42a148795d9\nsha: d41d8cd98f00b204e9800998ecf8427e\n",
        "next_cursor: abc123def456\npage_token: abc123def456\n",
        "session: {{session}}\npassword: {{password1}}\n",
        "secret_name: db-1-secret\nid: 7b8f6c52-1c9e-4d2b-9f3c-2d1e8a4f5b6c\n",
        "--sort-key=created_at --page-token=abc123def4 --key-file=/a/b1.pem",
        "tool --token-type Bearer --password --verbose",
        "the default password policy: 12 chars1",
        "mkdir -p abc123def && ssh -p 2222 host1 && docker run -p 8080:80 x1",
        "redis-cli -a",
    ],
)
def test_other_lines_stay(text: str) -> None:
    assert list(find_credentials(text)) == []


def test_tables_of_descriptions_are_read() -> None:
    text = "Users:\n\n| user | password |\n|---|---|\n| bob | LEAKtab12 |\n| eve | required |\n"
    (found,) = find_given_away(text)
    assert text[found.start : found.end] == "LEAKtab12"


@pytest.mark.parametrize(
    "piece", ["mysql ", "-p", "--token ", "machine a ", "a: b\n", "ldapsearch -", " "]
)
def test_beginnings_alone_are_read_in_one_pass(piece: str) -> None:
    with given_up_at_last():
        assert isinstance(list(find_credentials(piece * (200_000 // len(piece)))), list)
