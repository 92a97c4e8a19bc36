"""What a command is fed, and what only a shell could fill in: read, or nothing is sent."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.each_case import each_case
from tests.patience import PATIENCE

from outrider.importers import read_sources
from outrider.importers.curl.shell_input import output_of, with_input
from outrider.importers.curl.shell_words import parse_commands
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.workspace import FileBody, FormBody, Request, TextBody


def read(script: str, **files: bytes) -> ImportResult:
    return read_sources([ImportSource("c.sh", script, read_file=files.get)])


def body(request: Request) -> str:
    if isinstance(request.body, FormBody):
        return "&".join(f"{row.name}={row.value}" for row in request.body.fields)
    assert isinstance(request.body, TextBody)
    return request.body.content or ""


BASH = shutil.which("bash")


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
@pytest.mark.parametrize(
    "command",
    [
        """echo '{"x": 1}'""",
        "echo -n a  b",
        "printf '%s' 'a b'",
        "printf '%s\\n' abc",
        "printf 'plain'",
        "cat <<< abc",
        "echo $'a\\tb'",
        "printf 'a\\tb'",
        "printf '%s' a b",
        "printf -- '%s-%s\\n' a b c",
        "printf '\\101%%\\\\ü\\n'",
        "printf '\\303\\244'",
    ],
)
def test_what_a_command_gives_out_is_what_bash_says(command: str) -> None:
    assert BASH is not None
    done = subprocess.run(
        [BASH, "-c", command], capture_output=True, timeout=PATIENCE, check=True, text=True
    )
    [found] = with_input(parse_commands(command))
    assert output_of(found).text == done.stdout


@pytest.mark.parametrize(
    "command",
    [
        *("echo -e 'a\\tb'", "echo 'a\\n'", "echo -x", "printf 'a%d' 1", "printf 'a\\x41'"),
        *("printf 'a\\000'", "echo $X", "cat -n j", "cat a b", "date", "echo a > f"),
        *("{ echo a; date; }", "(echo a; cat -n j)", "{ echo a || echo b; }", "{ echo a; } > f"),
        *(
            "{ echo a | tr a b; }",
            "(echo a | tr a b)",
            "printf 'a' b",
            "{ if true; then echo; fi; }",
            "printf 'a\\400'",
        ),
    ],
)
def test_what_depends_on_a_shell_is_not_guessed(command: str) -> None:
    request = read(f"{command} | curl -d @- http://h/a").requests[0]
    assert body(request) == "{{standard_input}}"


def test_what_is_piped_is_the_body() -> None:
    assert body(read("echo '[1]' | curl -d @- http://h/a").requests[0]) == "[1]"
    assert body(read("curl -d @<(echo '[1]') http://h/a").requests[0]) == "[1]"
    assert body(read("cat j | curl -d @- http://h/a", j=b"[2]").requests[0]) == "[2]"
    assert body(read("cat <<E | curl -d @- http://h/a\n[3]\nE\n").requests[0]) == "[3]"
    whole = read("cat j | curl --data-binary @- http://h/a", j=b"[2]").requests[0]
    assert whole.body == FileBody("j", "application/x-www-form-urlencoded")
    other = read("echo a; curl -d @- http://h/a; echo a || curl -d @- http://h/a")
    assert [body(one) for one in other.requests] == ["{{standard_input}}"] * 2


def test_a_file_that_is_no_text_is_sent_as_it_is_or_not_at_all() -> None:
    [request] = read("curl -d @f http://h/a", f=b"\xe4\xff").requests
    assert request.body == FileBody("f", "application/x-www-form-urlencoded")
    [request] = read("curl --json @f http://h/a", f=b"\xe4\n").requests
    assert request.body == FileBody("f", "application/json")
    for command in ("-d @f", "-d a=1 -d @f", "-d @missing"):
        [request] = read(f"curl {command} http://h/a", f=b"\xe4\n").requests
        assert "{{content_of_" in body(request), command


@pytest.mark.parametrize(
    ("command", "reference"),
    [
        ("curl -d @`echo x` http://h/a", "output_of_echo"),
        ("curl -d @<(sort f) http://h/a", "output_of_sort"),
        ('curl -H "`cat f`" http://h/a', "output_of_cat"),
        ('curl -H "$FIELD" http://h/a', "$env.FIELD"),
        ('curl -b "$(cat f)" http://h/a', "output_of_cat"),
        ("curl -b $COOKIE http://h/a", "$env.COOKIE"),
        ("curl --data-urlencode a@missing http://h/a", "content_of_missing"),
        ("curl -F 'a=<missing' http://h/a", "content_of_missing"),
        ("curl -T - http://h/a", "standard_input"),
        ("curl -T . http://h/a", "standard_input"),
        ("curl `cat args` http://h/a", "options_from_shell"),
        ("curl $OPTS http://h/a", "options_from_shell"),
        ('curl $OPTS "$URL"', "options_from_shell"),
        ("curl -L$OPTS http://h/a", "options_from_shell"),
        ("curl --$OPT http://h/a", "options_from_shell"),
        ("curl -K missing http://h/a", "options_from_shell"),
        ("curl -X $METHOD http://h/a", "method_from_shell"),
        ("curl $URL", "$env.URL"),
    ],
)
def test_what_only_a_shell_knows_is_a_reference_in_the_request(
    command: str, reference: str
) -> None:
    imported = read(command)
    [request] = imported.requests
    assert "{{" + reference + "}}" in repr(request)
    assert "(" not in request.name
    assert len(imported.remarks) == (not reference.startswith("$env") or "FIELD" in command)
    assert "\0" not in repr(imported)


def test_values_without_quotes_are_as_many_words_as_they_have() -> None:
    [request] = read("O='-X PUT -k'\ncurl $O http://h/a -H \"A: $O\"").requests
    assert request.method == "PUT"
    assert request.headers[0].value == "-X PUT -k"


@pytest.mark.parametrize("name", ["`which curl`", "$(command -v curl)", '"$(which curl)"'])
def test_the_path_of_curl_is_curl(name: str) -> None:
    assert [one.url for one in read(f"{name} -s http://h/a").requests] == ["http://h/a"]


def test_a_variable_that_may_be_curl_is_told() -> None:
    [told] = read("$CURL http://h/a").remarks
    assert told.what == 'The curl command called by "$CURL" was not imported.'
    assert read("CURL=curl\n$CURL http://h/a").requests[0].url == "http://h/a"


GROUPS = {
    "{ echo a; echo b; }": "a\nb\n",
    "(echo -n a; printf '%s' b)": "ab",
    "{\n  echo a\n  { echo b; (echo c); }\n}": "a\nb\nc\n",
    "(cat j; echo '[3]')": "[2]\n[3]\n",
    "cat j j": "[2]\n[2]\n",
    "echo x | cat j -": "[2]\nx\n",
    "{ set -e; true; echo x; }": "x\n",
    'B=zz; { echo "a $B"; cat j; }': "a zz\n[2]\n",
    "{ echo a && echo b; }": "a\nb\n",
}


@pytest.mark.parametrize("group", GROUPS)
def test_what_a_group_gives_out_is_read(group: str) -> None:
    command = f"{group} | curl --data-binary @- -H 'Content-Type: text/plain' http://h/a"
    imported = read(command, j=b"[2]\n")
    assert [body(one) for one in imported.requests] == [GROUPS[group]]
    assert not imported.remarks


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_groups_give_out_what_bash_says(tmp_path: Path) -> None:
    assert BASH is not None
    (tmp_path / "j").write_text("[2]\n")
    for group, wanted in GROUPS.items():
        done = subprocess.run(
            [BASH, "-c", group],
            capture_output=True,
            timeout=PATIENCE,
            check=True,
            text=True,
            cwd=tmp_path,
        )
        assert done.stdout == wanted, group


def test_what_is_not_known_of_a_group_is_told() -> None:
    for group in ("{ echo a; date; }", "(echo a; cat missing)", "{ echo a; cat b; }"):
        imported = read(f"{group} | curl --data-binary @- http://h/a", b=b"\xe4\xff")
        assert body(imported.requests[0]) == "{{standard_input}}", group
        assert "{{standard_input}}" in imported.remarks[0].what, group


CONFIG = """url = "http://h/a"
header = "X-A: 1"
"""


@pytest.mark.parametrize(
    "command",
    [
        f"curl -K - <<X\n{CONFIG}X\n",
        "curl -K - <<< 'url = http://h/a\n-H \"X-A: 1\"'",
        "{ echo 'url=http://h/a'; echo 'header = \"X-A: 1\"'; } | curl -sK -",
        'printf \'url = "%s"\\nheader = "X-A: 1"\\n\' http://h/a | curl --config -',
        "curl --config c",
        "cat c | curl -K -",
        "curl -K - < c",
        "curl -K d",
    ],
)
def test_options_and_url_are_read_where_their_text_is(command: str) -> None:
    [request] = read(command, c=CONFIG.encode(), d=b"config = c\n").requests
    assert request.url == "http://h/a"
    assert [(row.name, row.value) for row in request.headers] == [("X-A", "1")]


@pytest.mark.parametrize(
    "command",
    [
        "curl --config missing",
        "make-config | curl -K -",
        "curl -sK -",
        "curl -sK missing -H 'A: b'",
    ],
)
def test_a_command_whose_url_is_not_known_is_told(command: str) -> None:
    imported = read(command)
    assert not imported.requests
    assert "its URL is not known" in " ".join(one.what for one in imported.remarks)


def test_commands_of_several_branches_are_told() -> None:
    told = "The commands of all branches were imported; the script runs those of one."
    both = "if true; then curl http://h/a; else curl http://h/b; fi"
    inner = f"curl http://h/x\nif true; then\n{both}\nfi"
    chosen = "case $1 in\n a) curl http://h/a ;;\n *) curl http://h/b ;;\nesac"
    for command, line in ((both, 1), (inner, 3), (chosen, 1)):
        found = [(one.what, one.line) for one in read(command).remarks if one.what == told]
        assert found == [(told, line)], command
    for command in (
        "if true; then curl http://h/a; curl http://h/b; fi",
        "if curl http://h/a; then echo; else echo; fi",
        "case $1 in a) curl http://h/a; curl http://h/b ;; *) echo ;; esac",
        "for x in a b; do curl http://h/a; curl http://h/b; done",
    ):
        assert told not in [one.what for one in read(command).remarks], command


def test_a_range_of_what_is_uploaded_is_one_of_the_body() -> None:
    [request] = read("curl -r 0-3 -T f http://h/", f=b"12345").requests
    fields = {row.name: row.value for row in request.headers if row.enabled}
    assert fields == {"Content-Range": "bytes 0-3/5"}
    imported = read("curl -r 0-3 -d x=1 http://h/")
    assert "Range" not in {row.name for row in imported.requests[0].headers}
    assert [one.what for one in imported.remarks] == ["--range 0-3 was not imported."]
    [request] = read("curl -r 0-3 -G -d x=1 http://h/").requests
    assert ("Range", "bytes=0-3") in {(row.name, row.value) for row in request.headers}


CONDITIONS: tuple[tuple[str, list[int]], ...] = (
    ("false && curl -X DELETE h.example", [1]),
    ('true\n[ -n "$X" ] || curl h.example', [2]),
    ("if false\nthen curl h.example; curl h.example/2; fi", [1]),
    ("if a; then if b; then :; else curl h.example; fi; fi", [1]),
    ("case $X in a) curl h.example;; esac", [1]),
    ("false && echo x | curl -d @- h.example", [1]),
    ("a && echo x && curl h.example", [1]),
    ("curl h.example && curl h.example/2", [1]),
    ("cd x && mkdir -p y && A=1 && curl h.example", []),
    ("curl h.example || exit 1", []),
    ("if curl h.example; then echo; fi", []),
    ("curl h.example/1; curl h.example", []),
)


@each_case(CONDITIONS)
def test_what_a_condition_decides_is_told(case: tuple[str, list[int]]) -> None:
    imported = read_sources([ImportSource("x.sh", case[0])])
    told = "The command was imported; the script runs it only on a condition."
    assert [one.line for one in imported.remarks if one.what == told] == case[1]


LOOPS: tuple[tuple[str, list[int]], ...] = (
    ("for i in 1 2; do\ncurl h.example/$i\ndone\ncurl h.example", [2]),
    ("while ! curl h.example; do sleep 1; done", [1]),
    ("until false; do if true; then curl h.example; fi; done", [1]),
    ("cat f | while read x; do curl h.example/$x; done", [1]),
    ("for i in 1; do :; done; curl h.example", []),
)


@each_case(LOOPS)
def test_what_a_loop_repeats_is_told(case: tuple[str, list[int]]) -> None:
    imported = read_sources([ImportSource("x.sh", case[0])])
    told = "The command was imported once; the script repeats it."
    assert [one.line for one in imported.remarks if one.what == told] == case[1]
