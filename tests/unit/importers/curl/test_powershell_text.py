"""What PowerShell would make of a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.importers.curl.import_one import imported

from outrider.importers.curl.powershell_text import from_powershell
from outrider.importers.curl.shell_command import template
from outrider.importers.curl.shell_words import parse_commands

CASES = (
    ('curl.exe -H "A: Bearer $env:TOKEN"', "A: Bearer {{$env.TOKEN}}"),
    ('curl.exe -H "A: ${env:TOKEN}!"', "A: {{$env.TOKEN}}!"),
    ('curl.exe -H "A: $Env:Token"', "A: {{$env.Token}}"),
    ('curl.exe -H "A: $($env:TOKEN)x"', "A: {{$env.TOKEN}}x"),
    ("curl.exe -u $env:ME:$env:PASS", "{{$env.ME}}:{{$env.PASS}}"),
    ('curl.exe -H "A: `$env:TOKEN"', "A: $env:TOKEN"),
    ("curl.exe -H 'A: $env:TOKEN'", "A: $env:TOKEN"),
    ('curl.exe -H "A: `"$env:TOKEN`""', 'A: "{{$env.TOKEN}}"'),
    ('curl.exe -H "A: ""$env:TOKEN"""', 'A: "{{$env.TOKEN}}"'),
    ('curl.exe -d "{\\`"a\\`": \\`"$env:A\\`"}"', '{"a": "{{$env.A}}"}'),
    ('curl.exe -H "A: $token"', "A: {{token}}"),
    ('curl.exe -H "A: $($h.c)"', "A: {{h_c}}"),
    ('curl.exe -H "A: ${env:My Var}"', "A: {{My_Var}}"),
    ('curl.exe -H "A: ${env:ProgramFiles(x86)}"', "A: {{ProgramFiles_x86}}"),
    ('$t = "abc"\ncurl.exe -H "A: $T"', "A: abc"),
    ("$t = 'it''s'; curl.exe -H \"A: $t\"", "A: it's"),
    ('$env:T = "abc"\ncurl.exe -H "A: $env:t"', "A: abc"),
    ('$t = "x-$env:A"\ncurl.exe -H "A: $t"', "A: x-{{$env.A}}"),
    ('$t = Get-Content t.txt\ncurl.exe -H "A: $t"', "A: {{t}}"),
    ('$t = "a"\n$t = (Get-Content t)\ncurl.exe -H "A: $t"', "A: {{t}}"),
    ('$t = "a"\n$t += "b"\ncurl.exe -H "A: $t"', "A: ab"),
    ('$t = "a"\nif ($x) { $t = "b" }\ncurl.exe -H "A: $t"', "A: {{t}}"),
    ('$t = "a"\nif ($x) {\n$t = "b"\n}\ncurl.exe -H "A: $t"', "A: {{t}}"),
    ("curl.exe -H 'A: b' @opts", "{{opts}}"),
    ('$b = @\'\n{"a": "it\'s"}\n\'@\ncurl.exe -d $b', '{"a": "it\'s"}'),
    ('$b = @"\n{"a": "$env:A"}\n"@\ncurl.exe -d $b', '{"a": "{{$env.A}}"}'),
    ("# it's\ncurl.exe <# don't #> -H 'A: b'", "A: b"),
    ("$r = curl.exe -H 'A: b'", "A: b"),
    ("PS C:\\Users\\me> curl.exe -H 'A: b'", "A: b"),
    ("PS /home/me> curl `\n>> -H 'A: b'", "A: b"),
    ('curl.exe -H "A: $([Convert]::X("me:$env:P".Y(")")))b"', "A: {{output_of_Convert}}b"),
    ('curl.exe a --% -H "A: %TOKEN%"', "A: {{$env.TOKEN}}"),
    ('if ($env:CI) { curl.exe -H "A: b" }', "A: b"),
    ("curl.exe -T C:\\data\\a.txt", "C:\\data\\a.txt"),
    ("Set-Variable -Name t -Value 'a b'\ncurl.exe -H \"A: $t\"", "A: a b"),
    ('Set-Variable t abc\ncurl.exe -H "A: $T"', "A: abc"),
    ('sv t "x-$env:Y" -Scope Global\ncurl.exe -H "A: $t"', "A: x-{{$env.Y}}"),
    ("New-Variable -Value 'b' -Name t -Force; curl.exe -H \"A: $t\"", "A: b"),
    ('Set-Variable t (Get-Content t.txt)\ncurl.exe -H "A: $t"', "A: {{t}}"),
    ("$t = 'a'\nSet-Variable -Name t -Value (Get-X)\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("$t = 'a'\nif ($x) { Set-Variable t 'b' }\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("$t = 'a'\nClear-Variable t\ncurl.exe -H \"A:$t\"", "A:"),
    ("Set-Item -Path Env:T -Value 'a'\ncurl.exe -H \"A: $env:T\"", "A: a"),
    ("[Environment]::SetEnvironmentVariable('T', 'a')\ncurl.exe -H \"A: $env:T\"", "A: a"),
    (
        "$env:T = 'b'\n[Environment]::SetEnvironmentVariable('T', 'a', 'User')\n"
        'curl.exe -H "A: $env:T"',
        "A: b",
    ),
    ("($t = 'a')\ncurl.exe -H \"A: $t\"", "A: a"),
    ('($t = Get-X)\ncurl.exe -H "A: $t"', "A: {{t}}"),
    ("$t = 'a'\nif (($t = Get-X)) { }\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("$t = $u = 'a'\ncurl.exe -H \"A: $t$u\"", "A: aa"),
    ('$t = $u = Get-X\ncurl.exe -H "A: $t$u"', "A: {{t}}{{u}}"),
    ('$n = 1\n$n++\ncurl.exe -H "A: $n"', "A: {{n}}"),
    ('$n = 1\n--$n\ncurl.exe -H "A: $n"', "A: {{n}}"),
    ('$n = 1\n$n -= 1\ncurl.exe -H "A: $n"', "A: {{n}}"),
    ("$t, $u = 'a', 'b'\ncurl.exe -H \"A: $t$u\"", "A: ab"),
    ('$t, $u = 1, 2\ncurl.exe -H "A: $t$u"', "A: 12"),
    ('$t, $u = Get-X\ncurl.exe -H "A: $t$u"', "A: {{t}}{{u}}"),
    ("$t, $u = 'a', 'b', 'c'\ncurl.exe -H \"A: $t$u\"", "A: {{t}}{{u}}"),
    ("$t = 'a', 'b'\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("[string]$t = 'a'\ncurl.exe -H \"A: $t\"", "A: a"),
    ('[int] $t = 7\ncurl.exe -H "A: $t"', "A: 7"),
    ("[int]$t = '007'\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("[securestring]$t = 'a'\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("${t} = 'a'\ncurl.exe -H \"A: ${t}b\"", "A: ab"),
    ("$script:t = 'a'\ncurl.exe -H \"A: $t\"", "A: a"),
    ("param($t = 'a')\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("param(\n  [string]$u,\n  [string]$t = 'a'\n)\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("$t = 'a'\nforeach ($t in 1..3) { curl.exe -H \"A: $t\" }", "A: {{t}}"),
    ("$t = 'a'\nGet-X -OutVariable t\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("$t = 'a'\nRead-X ([ref]$t)\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
    ("$t = 'a'\n$t = curl.exe -s https://h/t\ncurl.exe -H \"A: $t\"", "A: {{t}}"),
)


@pytest.mark.parametrize(("text", "last"), CASES)
def test_a_word_is_what_powershell_makes_of_it(text: str, last: str) -> None:
    found = _filled(text)
    assert found == last


def _filled(text: str) -> str:
    from outrider.importers.curl.shell_variables import ShellVariables

    commands = parse_commands(from_powershell(text))
    variables = ShellVariables(commands)
    return template([variables.fill(one) for one in commands][-1].words[-1])


def test_a_pipe_and_a_redirection_end_a_command() -> None:
    found = parse_commands(from_powershell("curl.exe 'http://h/' | ConvertFrom-Json > out.json"))
    assert [one.words for one in found] == [("curl.exe", "http://h/"), ("ConvertFrom-Json",)]


def test_a_command_stands_in_the_line_where_it_began() -> None:
    text = "$a = @'\n1\n2\n'@\n<# x\ny #>\n$h = @{\n a = 'b'\n}\ncurl.exe a `\n  b\ncurl.exe c\n"
    found = [one for one in parse_commands(from_powershell(text)) if one.words[0] == "curl.exe"]
    assert [one.line for one in found] == [10, 12]


def test_the_command_in_an_assignment_is_read_and_its_variable_is_not_known() -> None:
    text = (
        '$t = (curl.exe -d a=b -u "me:$env:P" https://login.example/t | ConvertFrom-Json).token\n'
        'curl.exe -H "A: $t" https://api.example/\n'
    )
    words = [one.words for one in parse_commands(from_powershell(text)) if "curl.exe" in one.words]
    assert [template(one[-1]) for one in words] == [
        "https://login.example/t",
        "https://api.example/",
    ]
    assert template(words[1][2]) == "A: {{t}}"


def test_what_is_not_known_is_told() -> None:
    found = imported("curl.exe -H \"A: $token\" -H 'B: $env:X' https://api.example/")
    assert 'Variable "token" of the script was replaced by reference {{token}}.' in found.report
    assert "$env:X is sent as text." in found.report


PIECES = st.lists(
    st.sampled_from(
        ["curl.exe https://h", "$a", " = ", "'x'", "'", '"', "`", "`\n", "{", "}", "(", ")", ",",
         "$a, $b = 1, 2", "$a++", "Set-Variable ", "-Name a", " -Value ", "param(", "[string]",
         "foreach ($a in 1..2) {", "\n", "\n", ";", "@a", "@'\n", "\n'@", "# x", "--% ", "$env:A"]
    ),
    max_size=25,
)  # fmt: skip


@given(PIECES)
def test_every_text_is_rewritten(pieces: list[str]) -> None:
    parse_commands(from_powershell("".join(pieces)))
