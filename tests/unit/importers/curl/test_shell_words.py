"""Real bash decides what the words of a command are."""

from __future__ import annotations

import subprocess

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.each_case import each_case
from tests.patience import PATIENCE

from outrider.importers import read_sources
from outrider.importers.curl.shell_command import template
from outrider.importers.curl.shell_dialects import as_bash
from outrider.importers.curl.shell_words import parse_commands
from outrider.importers.importer import ImportSource

_PIECES = st.sampled_from(
    ["a", "B", "é", "漢", " ", "\t", "'", '"', "\\", "\\n", "{", "}", "=", "@", ":", "/", "?", "%"]
)
_PLAIN = st.sampled_from(
    ["a", "x/y", "b=c", "%20", "é", "@f", "0", ".", ",", "+", "^", "\\'", "\\ "]
)
_ESCAPES = st.sampled_from(
    [
        "\\n",
        "\\t",
        "\\x41",
        "\\u00e9",
        "\\U0001F600",
        "\\101",
        "\\\\",
        "\\'",
        '\\"',
        "\\q",
        "z",
        "\\e",
    ]
)
_SINGLE = st.lists(_PIECES.filter(lambda one: one != "'")).map(lambda some: f"'{''.join(some)}'")
_DOUBLE = st.lists(
    st.one_of(
        _PIECES.filter(lambda one: one not in {'"', "\\"}),
        st.sampled_from(['\\"', "\\\\", "\\n", "\\$"]),
    )
).map(lambda some: f'"{"".join(some)}"')
_ANSI = st.lists(_ESCAPES).map(lambda some: f"$'{''.join(some)}'")
WORDS = st.lists(
    st.lists(st.one_of(_PLAIN, _SINGLE, _DOUBLE, _ANSI), min_size=1, max_size=5).map("".join),
    min_size=1,
    max_size=6,
)


def by_bash(line: str) -> list[str]:
    """The words that bash makes of a line."""
    done = subprocess.run(
        ["bash", "-c", f'printf "%s\\0" {line}'], capture_output=True, check=True, timeout=PATIENCE,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


@settings(max_examples=150, deadline=None)
@given(WORDS)
@example(["'a'\"b\"$'c'\\ d"])
@example(['"\\q\\$x"', "$'\\x41\\0hidden'"])
def test_words_are_those_of_bash(words: list[str]) -> None:
    line = " ".join(words)
    (command,) = parse_commands(f"x {line}")
    assert list(command.words[1:]) == by_bash(line)


def test_operators_end_a_command_and_redirections_are_no_words() -> None:
    text = "A=1 curl a 2>&1 >out <in | jq . && (curl b; curl c &) # curl d\ncurl e \\\n f"
    assert [one.words for one in parse_commands(text)] == [
        ("A=1", "curl", "a"),
        ("jq", "."),
        ("curl", "b"),
        ("curl", "c"),
        ("curl", "e", "f"),
    ]
    assert parse_commands(text)[0].stdin_file == "in"
    assert [one.line for one in parse_commands(text)] == [1, 1, 1, 1, 2]


def test_documents_feed_the_command_before_them() -> None:
    text = "curl -d @- a <<'E'; curl b\n1 $x\nE\ncurl c <<-F\n\t2 \"$y\"\n\tF\ncurl d <<< 'three'\n"
    assert [(one.words[-1], one.stdin) for one in parse_commands(text)] == [
        ("a", "1 $x\n"),
        ("b", None),
        ("c", '2 "\0y\0"\n'),
        ("d", "three\n"),
    ]


def test_what_a_shell_would_run_is_a_reference_without_a_value_and_told() -> None:
    (command,) = parse_commands('curl "$(cat f)" `ls` $HOME ${X} ${Y:-z} "a$" "$(cat f)" $(cat g)')
    assert [template(word) for word in command.words[1:]] == [
        "{{output_of_cat}}",
        "{{output_of_ls}}",
        "{{$env.HOME}}",
        "{{$env.X}}",
        "{{Y}}",
        "a$",
        "{{output_of_cat}}",
        "{{output_of_cat_2}}",
    ]
    told = [note.what.split(" was")[0] for note in command.notes]
    assert told == ["$(cat f)", "`ls`", "${Y:-z}", "$(cat f)", "$(cat g)"]


SHOWN = (
    ("$(printf hush)", "$(printf ••••••)"),
    ("$(printf '%s:%s' me \"$PW\")", "$(printf '%s:%s' me \"$PW\")"),
    ("$(echo -n 'hush hush' | base64)", "$(echo -n '•••••• ••••••' | base64)"),
    ("`echo hush`", "`echo ••••••`"),
    ("$(mytool login --key SEKRITsub96)", "$(mytool login --key ••••••)"),
    ("${X:-SEKRITsub96}", "${X:-••••••}"),
    ("$(date +%Y-%m-%d)", "$(date +%Y-%m-%d)"),
    ("$(jq -r .access_token /tmp/file1.json)", "$(jq -r .access_token /tmp/file1.json)"),
    ("$(vault kv get -field=key secret/app)", "$(vault kv get -field=key secret/app)"),
)


@each_case(SHOWN)
def test_what_a_substitution_has_for_a_credential_is_not_told(case: tuple[str, str]) -> None:
    (command,) = parse_commands(f'curl -u "a:{case[0]}" h.example')
    assert [note.what.split(" was")[0] for note in command.notes] == [case[1]]


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_has_words(text: str) -> None:
    for command in parse_commands(as_bash(text).text):
        assert command.line >= 1


def test_the_quoting_of_cmd() -> None:
    text = 'curl "http://h/?a=1^&b=2" ^\r\n  -H ^"X: y^" --data-raw ^"^{^\\^"a^\\^": 1^}^"\r\n'
    (command,) = parse_commands(as_bash(text).text)
    assert command.words == ("curl", "http://h/?a=1&b=2", "-H", "X: y", "--data-raw", '{"a": 1}')


def test_the_quoting_of_powershell() -> None:
    text = "curl.exe 'http://h/?a=''b''' `\n  -H \"X: `\"y`\" z\" `\n  -d '{\"a\": 1}'\n"
    (command,) = parse_commands(as_bash(text).text)
    assert command.words == (*("curl.exe", "http://h/?a='b'", "-H", 'X: "y" z', "-d", '{"a": 1}'),)


def test_what_is_quoted_for_powershell_reaches_curl_as_its_author_meant() -> None:
    text = 'curl.exe http://h `\n  -d \'{\\"a\\": 1}\' `\n  -H "X: it\'s"\n'
    (command,) = parse_commands(as_bash(text).text)
    assert command.words == ("curl.exe", "http://h", "-d", '{"a": 1}', "-H", "X: it's")
    # A backtick that ends a command's output joins no lines.
    first, second = parse_commands(as_bash("curl http://h/`id`\ncurl http://h/2\n").text)
    assert [template(one.words[1]) for one in (first, second)] == [
        "http://h/{{output_of_id}}",
        "http://h/2",
    ]


def test_quotation_marks_inside_of_a_substitution_are_its_own() -> None:
    text = """curl "http://h/$(echo "it's (")" -H "X: $(a "$(b ")")")!" -d c"""
    (command,) = parse_commands(text)
    assert [template(one) for one in command.words] == [
        *("curl", "http://h/{{output_of_echo}}", "-H", "X: {{output_of_a}}!", "-d", "c")
    ]


DEFAULTS = {
    "-u me:${X:-hush}": "${X:-••••••}",
    '-u "me:${X:=hush}"': "${X:=••••••}",
    "-u 'me:'${X-'hush hush'}": "${X-••••••}",
    '-u "me:${X:-${Y:-hush}}"': "${X:-${Y:-••••••}}",
    '-u "me:${X:-a-hush$Y}"': "${X:-••••••$Y}",
    '-u "me:${X:+hush}"': "${X:+••••••}",
    '-u "me:${X/a/hush}"': "${X/••••••}",
    '-H "X-Api-Key: ${API_KEY:-hush.example}"': "${API_KEY:-••••••}",
    '-H "A: ${BASE:-https://hush.example/v1}"': "${BASE:-https://hush.example/v1}",
    '-H "A: ${PORT:-8080}"': "${PORT:-8080}",
    '-H "A: ${FILE##*/}"': "${FILE##*/}",
}


@each_case(DEFAULTS)
def test_a_default_that_may_be_a_credential_is_not_told(options: str) -> None:
    imported = read_sources([ImportSource("x.sh", f"curl {options} https://h.example/")])
    assert any(one.what.startswith(f"{DEFAULTS[options]} was") for one in imported.remarks)
    assert "hush" not in str(imported.requests)
