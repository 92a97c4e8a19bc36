"""What cmd would make of a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.importers.curl.cmd_text import from_cmd
from outrider.importers.curl.shell_command import template
from outrider.importers.curl.shell_variables import ShellVariables
from outrider.importers.curl.shell_words import parse_commands

DELAYED = "setlocal EnableDelayedExpansion\n"
CASES = (
    ('curl -H "A: Bearer %TOKEN%"', "A: Bearer {{$env.TOKEN}}"),
    ("curl -u %ME%:%PASS%", "{{$env.ME}}:{{$env.PASS}}"),
    ("curl -H 'A:%TOKEN%'", "'A:{{$env.TOKEN}}'"),
    ('curl -H "A: %TOKEN:~0,4%"', "A: {{part_of_TOKEN_0_4}}"),
    ('set K=a\nif "%1"=="p" set K=b\ncurl -H "A: %K%"', "A: {{K}}"),
    ('set K=a\nif %1==p set K=b\ncurl -H "A: %K%"', "A: {{K}}"),
    ('set K=a\nif not %K% == %1 set K=b\ncurl -H "A: %K%"', "A: {{K}}"),
    ('set K=a\nif %ERRORLEVEL% neq 0 (set K=b) else curl x\ncurl -H "A: %K%"', "A: {{K}}"),
    ('set /p K=%1\ncurl -H "A: %K%"', "A: {{K}}"),
    ('set /a K+=%1 & echo\ncurl -H "A: %K%"', "A: {{K}}"),
    ('set K=a\nif "%1"=="p" (\n  set K=b\n)\ncurl -H "A: %K%"', "A: {{K}}"),
    (f'{DELAYED}set K=a\ncurl -H "A: !K!"', "A: a"),
    (f'{DELAYED}curl -H "A: !K!"', "A: {{K}}"),
    ('set K=a\ncurl -H "A: !K!"', "A: !K!"),
    ('setlocal\nset K=a\ncurl -H "A: b!K!"', "A: b!K!"),
    (f'{DELAYED}setlocal disabledelayedexpansion\nset K=a\ncurl -H "A: !K!"', "A: !K!"),
    (f'{DELAYED}if exist x (\n  set K=a\n  curl -H "A: !K!"\n)', "A: a"),
    ('curl -H "A: %~1"', "A: {{argument_1}}"),
    ('C:\\x>curl -H "A: %~1 50%%"', "A: %~1 50%%"),
    ('curl -H "A: %ProgramFiles(x86)%"', "A: {{ProgramFiles}}"),
    ('curl -H ^"A: ^%^TOKEN^%^"', "A: %TOKEN%"),
    ("curl http://h/a%20b%C3%A9", "http://h/a%20b%C3%A9"),
    ("curl http://h/%USER%/a%20b", "http://h/{{$env.USER}}/a%20b"),
    ("curl http://h/a%%20b", "http://h/a%20b"),
    ('set T=abc def\ncurl -H "A: %t%"', "A: abc def"),
    ('set "T=abc" & curl -H "A: %T%"', "A: {{$env.T}}"),
    ('set T=old\nset T=new & curl -H "A: %T%"', "A: old"),
    ('set T=old\nset T=new&& curl -H "A: %t%"', "A: old"),
    ('set T=new & echo\ncurl -H "A: %T%"', "A: new"),
    ('set T=a\nset T=%T%b & echo\ncurl -H "A: %T%"', "A: ab"),
    ('set T=old\nif exist x (\n  set T=new\n  curl -H "A: %T%"\n)', "A: old"),
    ('setlocal\nset T=new\nendlocal\ncurl -H "A: %T%"', "A: {{T}}"),
    ('set T=old\nsetlocal\nset T=new\nendlocal & set T=%T%\ncurl -H "A: %T%"', "A: new"),
    ('if exist x (set T=a) else (set T=b)\ncurl -H "A: %T%"', "A: {{T}}"),
    ('set T=a\nif exist x (echo) else if exist y (set T=b)\ncurl -H "A: %T%"', "A: {{T}}"),
    ('if exist x (\n  set T=a\n) else (\n  curl -H "A: b"\n)', "A: b"),
    ('set T=a\ngoto x\nset T=b\n:x\ncurl -H "A: %T%"', "A: {{T}}"),
    ('set T=a\nif exist f goto x\nset T=b\n:x\ncurl -H "A: %T%"', "A: {{T}}"),
    (':again\ncurl -H "A: %T%"\nset T=b\ngoto again', "again"),
    ('set T=a\ngoto x\nset U=b\n:x\ncurl -H "A: %T%"', "A: a"),
    ('set T=a\n:x\ncurl -H "A: %T%"', "A: a"),
    ('set T=a\ngoto :eof\n:x\ncurl -H "A: %T%"', "A: a"),
    ('set T=a\ncall :x\ncurl -H "A: %T%"\ngoto :eof\n:x\nrem', ":eof"),
    ('call :x\ngoto end\n:x\nset T=b\nexit /b\n:end\ncurl -H "A: %T%"', "A: {{T}}"),
    ('goto %1\n:x\nset T=b\n:y\ncurl -H "A: %T%"', "A: {{T}}"),
    ('call curl -H "A: b"', "A: b"),
    ('for %%i in (1 2) do curl -H "A: %%i"', "A: {{i}}"),
    ('for /L %%n in (1,1,5) do (\n  curl -H "A: %%n"\n)', "A: {{n}}"),
    ('C:\\x>for %i in (1 2) do curl -H "A: %i"', "A: {{i}}"),
    ('for %%f in (*.json) do curl -H "A: %%~nf"', "A: {{f}}"),
    ('for /f "tokens=1,2" %%a in (x.txt) do curl -H "A: %%b"', "A: {{b}}"),
    ('for /f "delims=" %%a in (x.txt) do set T=%%a\ncurl -H "A: %T%"', "A: {{T}}"),
    ('curl -H "A: 50%%b"', "A: 50%b"),
    ('curl -d "x=1^&y"', "x=1^&y"),
    ('curl "https://h" -d "x=1^&y" -H "A: b&c"', "A: b&c"),
    ('C:\\x>curl -d "a%%b"', "a%%b"),
    ('set T=a^&b\ncurl -H "A: %T%"', "A: a&b"),
    ('set "T=a^b"\ncurl -H "A: %T%"', "A: a^b"),
    ('set T=x%Y%\ncurl -H "A: %T%"', "A: x{{$env.Y}}"),
    ('set /p T=Token: \ncurl -H "A: %T%"', "A: {{T}}"),
    ('curl -d "{\\"a\\": \\"%A%\\"}"', '{"a": "{{$env.A}}"}'),
    ('curl -d "a^b"', "a^b"),
    ('curl "https://h" -H "A: b" --data-raw "a^&b^%^20"', "a&b%20"),
    ('curl "https://h" -H "A: b" --data-raw "^{^\\^"a^\\^":^\\^"b c^\\^"^}"', '{"a":"b c"}'),
    ('curl "https://h" --compressed -H "A: b" --data-raw "{""a"":""b^c""}"', '{"a":"b^c"}'),
    ('curl -d ^"a^\n\nb^"', "a\nb"),
    ('curl -d ^"a^\n^\nb^"', "a\nb"),
    ('C:\\Users\\me>curl -H "A: b"', "A: b"),
    ('REM it\'s "\n@curl -H "A: b"', "A: b"),
    ("curl -d @C:\\data\\a.json", "@C:\\data\\a.json"),
    ("for /f %%i in ('curl -d a') do set T=%%i\ncurl -H \"A: %T%\"", "A: {{T}}"),
    ("for /f %%i in ('curl -d %A%') do echo %%i", "{{i}}"),
    ('if not exist x curl -H "A: b"', "A: b"),
    ("curl -d a^|b^>c", "a|b>c"),
)


@pytest.mark.parametrize(("text", "last"), CASES)
def test_a_word_is_what_cmd_makes_of_it(text: str, last: str) -> None:
    commands = parse_commands(from_cmd(text))
    variables = ShellVariables(commands)
    ends = {"fi", "done", ":", "}"}
    filled = [one for one in map(variables.fill, commands) if not ends.issuperset(one.words)]
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


PIECES = st.lists(
    st.sampled_from(
        ["curl https://h", ' "a', '"', "^", "^\n", "%", "%%i", "%A%", "!A!", "set A=b", "set /p A=",
         "if %1==b ", "if exist x (", ")", " else ", "for %%i in (a b) do ", "(", "&", "|", "\n",
         "\n", ":x", "goto x", "call :x", "rem ", "setlocal", "endlocal", "cmd /c ", "%~1", "\\"]
    ),
    max_size=25,
)  # fmt: skip


@given(PIECES)
def test_every_text_is_rewritten_line_by_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    made = from_cmd(text)
    assert made.count("\n") == text.count("\n")
    variables = ShellVariables(commands := parse_commands(made))
    assert all("_before_" not in repr(variables.fill(one).words[1:]) for one in commands)
