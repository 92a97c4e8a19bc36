"""What a command is fed, and what only a shell could fill in: read, or nothing is sent."""

from __future__ import annotations

import shutil
import subprocess

import pytest
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
        *("echo -e 'a\\tb'", "echo 'a\\n'", "echo -x", "printf 'a%d' 1", "printf '%s' a b"),
        *("printf 'a\\tb'", "echo $X", "cat -n j", "cat a b", "date", "echo a > f"),
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
