"""What cmd would make of a command."""

from __future__ import annotations

import pytest

from outrider.importers.curl.cmd_text import from_cmd
from outrider.importers.curl.shell_command import template
from outrider.importers.curl.shell_variables import ShellVariables
from outrider.importers.curl.shell_words import parse_commands

CASES = (
    ('curl -H "A: Bearer %TOKEN%"', "A: Bearer {{$env.TOKEN}}"),
    ("curl -u %ME%:%PASS%", "{{$env.ME}}:{{$env.PASS}}"),
    ("curl -H 'A:%TOKEN%'", "'A:{{$env.TOKEN}}'"),
    ('curl -H "A: %TOKEN:~0,4%"', "A: {{part_of_TOKEN_0_4}}"),
    ('set K=a\nif "%1"=="p" set K=b\ncurl -H "A: %K%"', "A: {{K}}"),
    ('set K=a\nif "%1"=="p" (\n  set K=b\n)\ncurl -H "A: %K%"', "A: {{K}}"),
    ('set K=a\ncurl -H "A: !K!"', "A: a"),
    ('curl -H "A: !K!"', "A: {{K}}"),
    ('curl -H "A: %~1"', "A: {{argument_1}}"),
    ('C:\\x>curl -H "A: %~1 50%%"', "A: %~1 50%%"),
    ('curl -H "A: %ProgramFiles(x86)%"', "A: {{ProgramFiles}}"),
    ('curl -H ^"A: ^%^TOKEN^%^"', "A: %TOKEN%"),
    ("curl http://h/a%20b%C3%A9", "http://h/a%20b%C3%A9"),
    ("curl http://h/%USER%/a%20b", "http://h/{{$env.USER}}/a%20b"),
    ("curl http://h/a%%20b", "http://h/a%20b"),
    ('set T=abc def\ncurl -H "A: %t%"', "A: abc def"),
    ('set "T=abc" & curl -H "A: %T%"', "A: abc"),
    ('set T=x%Y%\ncurl -H "A: %T%"', "A: x{{$env.Y}}"),
    ('set /p T=Token: \ncurl -H "A: %T%"', "A: {{T}}"),
    ('curl -d "{\\"a\\": \\"%A%\\"}"', '{"a": "{{$env.A}}"}'),
    ('curl -d "a^b"', "a^b"),
    ('curl -d "a^&b^%^20"', "a&b%20"),
    ('curl -d ^"a^\n\nb^"', "a\nb"),
    ('curl -d ^"a^\n^\nb^"', "a\nb"),
    ('C:\\Users\\me>curl -H "A: b"', "A: b"),
    ('REM it\'s "\n@curl -H "A: b"', "A: b"),
    ("curl -d @C:\\data\\a.json", "@C:\\data\\a.json"),
    ("for /f %%i in ('curl -d a') do set T=%%i\ncurl -H \"A: %T%\"", "A: {{T}}"),
    ("for /f %%i in ('curl -d %A%') do echo %%i", "%i"),
    ('if not exist x curl -H "A: b"', "A: b"),
    ("curl -d a^|b^>c", "a|b>c"),
)


@pytest.mark.parametrize(("text", "last"), CASES)
def test_a_word_is_what_cmd_makes_of_it(text: str, last: str) -> None:
    commands = parse_commands(from_cmd(text))
    variables = ShellVariables(commands)
    filled = [one for one in map(variables.fill, commands) if one.words != ("fi",)]
    assert template(filled[-1].words[-1]) == last


def test_pipes_and_redirections_are_no_words() -> None:
    found = parse_commands(from_cmd('curl http://h/?a=1^&b=2 > out.json 2>nul | find "x"&&echo'))
    assert [one.words for one in found] == [
        ("curl", "http://h/?a=1&b=2"),
        ("find", "x"),
        ("echo",),
    ]


def test_a_command_stands_in_the_line_where_it_began() -> None:
    found = parse_commands(from_cmd("curl a ^\n  b\n\ncurl c\n"))
    assert [one.line for one in found] == [1, 4]


def test_the_command_that_a_loop_goes_through_is_read() -> None:
    found = parse_commands(from_cmd("for /f %%i in ('curl -s http://h/t') do set T=%%i"))
    assert found[0].words == ("curl", "-s", "http://h/t")
