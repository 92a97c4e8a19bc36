"""For which shell a command was written."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported

from outrider.importers.curl import CurlImporter
from outrider.importers.curl.shell_dialects import Dialect, as_bash
from outrider.importers.curl.shell_words import parse_commands
from outrider.importers.importer import ImportSource

BASH, CMD, POWERSHELL, UNSURE = Dialect
CASES = (
    ("curl https://h -H 'A: b'", BASH),
    ('curl https://h -H "A: $TOKEN"', BASH),
    ('curl https://h \\\n -H "A: $env:X" -H "B: %Y%"', BASH),
    ('env=dev\ncurl "https://h/$env:v1/"', BASH),
    ("curl.exe https://h \\\n -H 'A: b'", BASH),
    ('curl https://h -H "A: $env:X"', POWERSHELL),
    ('curl https://h -H "A: ${env:X}"', POWERSHELL),
    ("curl.exe https://h -H 'A: b'", POWERSHELL),
    ('curl.exe https://h -H "A: $t"', POWERSHELL),
    ("PS C:\\x> curl https://h", POWERSHELL),
    ('$t = "a"\ncurl https://h', POWERSHELL),
    ('curl https://h ^\n -H "A: b"', CMD),
    ('curl.exe https://h -H "A: %X%"', CMD),
    ("C:\\x>curl https://h", CMD),
    ("@echo off\ncurl https://h", CMD),
    ("set X=1\ncurl https://h", CMD),
    ('curl https://h -H "A: %X%"', UNSURE),
    ('# see ${NAME^^}\nT=a\ncurl -H "A: $T" https://h', BASH),
    ("T=a\ngit reset HEAD^\ncurl https://h", BASH),
    ("set -e\nset T=a\ncurl https://h", BASH),
    ('cat <<\'X\' | curl -d @- https://h\n{"a": "^^ %A%"}\n$x = 1\nX', BASH),
    ("#!/bin/bash\necho a ^\ncurl https://h", BASH),
    ('curl "https://h/?$filter=a" ^\n -H "A: b"', CMD),
    ('curl "https://h/?a=1^&b=2" -H "A: b" --compressed', CMD),
    ('curl "https://h/" -H "A: b" --data-raw "^{^\\^"a^\\^":1^}" --compressed', CMD),
    ('curl "https://h/" --compressed -H "A: b" --data-raw "{""a"":1}"', CMD),
)


@pytest.mark.parametrize(("text", "dialect"), CASES)
def test_the_shell_of_a_text(text: str, dialect: Dialect) -> None:
    assert as_bash(text).dialect is dialect


def test_a_variable_of_powershell_in_a_command_for_bash_is_told() -> None:
    found = imported('curl https://h.example \\\n  -H "A: $env:X"')
    assert found.request.headers[0].value == "{{$env.X}}"
    assert "$env:X was read as OS environment variable X." in found.report


def test_a_name_between_percent_signs_is_told_where_the_shell_is_not_known() -> None:
    found = imported('curl https://h.example/a%20b%C3%A9 -H "A: %X%"')
    assert found.request.headers[0].value == "%X%"
    assert found.report.count("is sent as text") == 1
    assert "%X% is sent as text." in found.report
    # Where a shell is known that replaces none, it is text for certain.
    assert not imported("curl https://h.example -H 'A: %X%'").report


PAGE = """Linux:

{0}curl -H "A: $TOKEN" {1}
{2}
PowerShell:

{3}curl.exe -H "B: $env:TOKEN" {4}
{2}
cmd:

{5}curl -H "C: %TOKEN%" {6}
{2}"""
HOSTS = ("https://l.test/", "https://p.test/", "https://c.test/")


@pytest.mark.parametrize(
    "page",
    [
        # Continued lines, and code in Markdown.
        PAGE.format("", f"\\\n  {HOSTS[0]}", "", "", f"`\n  {HOSTS[1]}", "", f"^\n  {HOSTS[2]}"),
        PAGE.format(
            "```bash\n", HOSTS[0], "```", "```ps\n", HOSTS[1], "```\n@echo off\n", HOSTS[2]
        ),
    ],
)
def test_a_page_with_a_command_for_each_shell_is_read_for_each(page: str) -> None:
    result = CurlImporter().read([ImportSource("page.md", page)])
    assert [one.url for one in result.requests] == [*HOSTS]
    found = [one.headers[0] for one in result.requests]
    assert [row.value for row in found] == ["{{$env.TOKEN}}"] * 3
    assert not result.remarks


@pytest.mark.parametrize("mark", ["$env:X ", "^\n", "@echo off\n", ""])
@pytest.mark.parametrize("part", ["$(", '"$(', '"$("', "`", "^", "%a", "{", "@{", "<#", "@'\n"])
def test_what_is_never_closed_ends_nothing(mark: str, part: str) -> None:
    assert list(parse_commands(as_bash(f"curl.exe {mark}{part * 3000}").text))


@pytest.mark.parametrize("prompt", ["$ ", "% ", "me@host:~/x$ ", "[me@host x]$ ", "root@host:/# "])
def test_prompts_of_a_terminal_are_no_part_of_commands(prompt: str) -> None:
    text = (
        f'{prompt}TOKEN=abc\n{prompt}curl https://h/1 \\\n>   -H "A: $TOKEN"\n'
        f'{{"ok": true}}\n{prompt}curl "https://h/2"\n'
    )
    imported = CurlImporter().read([ImportSource("one.txt", text)])
    assert [one.url for one in imported.requests] == ["https://h/1", "https://h/2"]
    assert [row.name for row in imported.requests[0].headers] == ["A"]
    assert "$env" not in str(imported.requests)
    assert imported.requests[0].headers[0].value == "{{token}}"
