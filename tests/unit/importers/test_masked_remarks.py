"""What a report quotes of its source holds no credential, whichever importer quotes it."""

from __future__ import annotations

import pytest

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.importers.masked_remarks import with_masked_remarks
from outrider.model.import_result import (
    ImportedEnvironment,
    ImportRemark,
    ImportResult,
    ImportVerdict,
)
from outrider.model.secret import MASK, Secret
from outrider.model.workspace import Environment

HTTP = "### one\n{}\nGET https://a.example/x\n"


def told(text: str, name: str = "") -> str:
    """All that a report says of a text."""
    remarks = read_sources([ImportSource(name, text)]).remarks
    return "\n".join(" ".join((one.what, one.why, one.advice)) for one in remarks)


@pytest.mark.parametrize(
    "line",
    [
        "# @password LEAKword",
        "# @client_secret=eqLEAKc01",
        "# @secret: LEAKword",
        "# @auth-token abcLEAK9",
        "// @bearer LEAKword",
        "# @header Authorization: Bearer LEAKword",
        "# @header X-Api-Key: LEAK9x8y",
        "# @curl --user bob:LEAKpw",
        "# @curl -u bob:LEAKpw -H 'X-Api-Key: LEAK9x8y'",
        "# @user bob:LEAKpw",
        "# @tag token=LEAK99ab",
        "# @env DB_PWD=LEAK99",
        "# @db mysql://u:LEAKpw12@h/x",
        "# @assert response.json('$.token') == 'LEAK9x8yz'",
        "password LEAK9x8yz",
        "@@token LEAK9x8yz",
    ],
)
def test_a_line_that_is_not_understood(line: str) -> None:
    text = told(HTTP.format(line), "a.http")
    assert "not imported" in text
    assert MASK in text
    assert "LEAK" not in text


@pytest.mark.parametrize(
    "line",
    ["# @note refresh the token first", "# @token {{mine}}", "# @tag smoke, token", "# @x y"],
)
def test_a_line_without_a_credential_is_quoted_as_it_is(line: str) -> None:
    assert MASK not in told(HTTP.format(line), "a.http")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("curl --proxy-cert p.pem:LEAKpw https://a.example/", ["--proxy-cert was"]),
        (
            "curl --ftp-account LEAKa --sasl-authzid LEAKb --ech ecl:LEAKc https://a.example/",
            ["--ftp-account was", "--sasl-authzid was", "--ech was"],
        ),
        ("curl --resolve a:443:192.0.2.1 https://a.example/", ["--resolve a:443:192.0.2.1 was"]),
        ("curl --max-filesize 3 https://a.example/", ["--max-filesize 3 was"]),
        ("wget --ftp-user=LEAKu --ftp-password=LEAKp https://a.example/x", ["--ftp-user was"]),
        ("http --session=LEAKc01xQ9 a.example/x", [f"--session={MASK} was"]),
        ("http --session=staging a.example/x", ["--session=staging was"]),
    ],
)
def test_an_option_that_is_not_imported(command: str, options: list[str]) -> None:
    text = told(command)
    assert [one for one in options if one not in text] == []
    assert "LEAK" not in text


def test_what_became_a_secret_is_masked_whatever_it_looks_like() -> None:
    environment = ImportedEnvironment(
        Environment("e", "e", "environments/e.toml"), {"a": Secret("plain words")}
    )
    remark = ImportRemark(
        ImportVerdict.CHANGED, "It says plain words.", why="plain words", advice=""
    )
    read = ImportResult(environments=(environment,), remarks=(remark,))
    [one] = with_masked_remarks(read).remarks
    assert (one.what, one.why) == (f"It says {MASK}.", MASK)
