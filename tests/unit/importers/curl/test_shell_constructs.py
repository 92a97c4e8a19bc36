"""curl commands inside of what a shell has around commands."""

from __future__ import annotations

import pytest

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult, ImportVerdict
from outrider.model.workspace import FormBody, MultipartBody, TextBody


def read(script: str, **files: bytes) -> ImportResult:
    def read_file(name: str) -> bytes | None:
        return files.get(name)

    return read_sources([ImportSource("c.sh", script, read_file=read_file)])


def lost(imported: ImportResult) -> list[tuple[int | None, str]]:
    return [
        (one.line, one.what) for one in imported.remarks if one.verdict is ImportVerdict.NOT_CARRIED
    ]


@pytest.mark.parametrize(
    "script",
    [
        "if true; then curl http://h/a; fi",
        "if ! curl http://h/a; then exit 1; fi",
        "if x; then y; elif curl http://h/a; then z; fi",
        "if x; then y\nelse\n  curl http://h/a\nfi",
        "f() { curl http://h/a; }",
        "function f { curl http://h/a; }",
        "while curl http://h/a; do :; done",
        "until curl http://h/a; do :; done",
        "for one in 1 2; do curl http://h/a; done",
        "( curl http://h/a )",
        "case $1 in a) curl http://h/a;; esac",
        "R=$(curl http://h/a)",
        'echo "$(curl http://h/a | jq .)"',
        "export T=`curl http://h/a`",
        "[ -f x ] && nohup time A=1 curl http://h/a &",
    ],
)
def test_a_command_in_a_construct_is_found(script: str) -> None:
    imported = read(f"cd /tmp\n{script}\n")
    assert [one.url for one in imported.requests] == ["http://h/a"]
    assert lost(imported) == []


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("for i in 1 2; do\n curl http://h/$i; done", ["i"]),
        ("while IFS=, read -r a b; do\n curl http://h/$a/${b}; done < f", ["a", "b"]),
        ("for ((i = 0; i < 3; i++)); do\n curl http://h/$i; done", ["i"]),
        ("for ((i=0; i < 3; i++)); do\n curl http://h/$i; done", ["i"]),
        ("i=7; for i in 1; do\n U=http://h/$i; curl $U; done", ["i"]),
    ],
)
def test_a_variable_of_a_loop_is_a_reference_without_a_value(script: str, names: list[str]) -> None:
    imported = read(script)
    [request] = imported.requests
    assert request.url == "http://h/" + "/".join(f"{{{{{name}}}}}" for name in names)
    assert request.name == "/".join(names)
    assert lost(imported) == [
        (1, f'Variable "{name}" of the script was replaced by reference {{{{{name}}}}}.')
        for name in names
    ]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("cat f | xargs -n1 curl", 'The curl command called by "xargs" was not imported.'),
        (
            "find . -exec curl -d @{} http://h ;",
            'The curl command called by "find" was not imported.',
        ),
        ("parallel curl ::: http://h/a", 'The curl command called by "parallel" was not imported.'),
        ("xargs sh -c 'curl {}' < f", 'The curl command called by "xargs" was not imported.'),
        ("R=$(xargs curl -s < f)", 'The curl command called by "xargs" was not imported.'),
        (
            "curl -Method POST http://h/a",
            "A PowerShell Invoke-WebRequest command was not imported.",
        ),
        ("curl -Uri http://h/a", "A PowerShell Invoke-WebRequest command was not imported."),
    ],
)
def test_a_command_that_cannot_be_read_is_told_with_its_line(script: str, told: str) -> None:
    imported = read(f"curl http://h/first\n{script}\n")
    assert [one.url for one in imported.requests] == ["http://h/first"]
    assert (2, told) in lost(imported)


def test_a_command_in_the_arguments_of_another_is_told() -> None:
    imported = read('curl http://h/a \\\n  -H "X: $(curl http://h/token)"')
    assert [one.url for one in imported.requests] == ["http://h/a"]
    assert (2, "A curl command inside another one was not imported.") in lost(imported)


@pytest.mark.parametrize("script", ["apt install -y curl wget", "which curl", "echo curl http"])
def test_what_only_names_curl_is_no_command(script: str) -> None:
    imported = read(f"curl http://h/a\n{script}")
    assert len(imported.requests) == 1
    assert lost(imported) == []


def test_only_what_a_request_refers_to_is_said_to_need_a_value() -> None:
    used = read('curl http://h/a -d "$(date)"')
    assert [one.advice for one in used.remarks] == [
        'Define variable or secret "output_of_date" before sending.'
    ]
    unused = read("curl http://h/a -o `echo f`")
    assert (1, "The value of `echo f` is not known.") in lost(unused)
    assert not any("output_of" in one.advice for one in unused.remarks)


def test_what_is_uploaded_from_standard_input_has_no_content_type() -> None:
    [request] = read("curl -T - http://h/u < j", j=b"[1]").requests
    assert request.body == TextBody("text", "[1]")
    assert [(row.name, row.enabled) for row in request.headers] == [("Content-Type", False)]
    [typed] = read("curl -T - http://h/u -H 'Content-Type: a/b' < j", j=b"[1]").requests
    assert [(row.value, row.enabled) for row in typed.headers] == [("a/b", True)]


def test_blanks_around_a_part_are_taken_off_where_it_has_no_quotes() -> None:
    [request] = read(
        """curl http://h/f -F 'a=  b  ' -F 'c="  d  " ' -F 'e= f ;type=x/y'"""
    ).requests
    assert isinstance(request.body, MultipartBody)
    assert [one.value for one in request.body.parts] == ["b", "  d  ", "f"]


@pytest.mark.parametrize("name", ["{f,g}", "f[1-3]"])
def test_files_that_a_pattern_names_are_told(name: str) -> None:
    told = f"--upload-file {name} was imported as the name of one file."
    assert (1, told) in lost(read(f"curl -T '{name}' http://h/u"))
    assert lost(read(f"curl -g -T '{name}' http://h/u")) == []


@pytest.mark.parametrize("dashes", ["\u2013-", "\u2014-", "\u2013\u2013", "\u2014"])
def test_typographic_dashes_begin_an_option(dashes: str) -> None:
    imported = read(f"curl http://h/a {dashes}data-raw x")
    [request] = imported.requests
    assert (request.url, request.method) == ("http://h/a", "POST")
    assert any("Typographic" in one.what for one in imported.remarks)


@pytest.mark.parametrize(
    ("written", "method", "body"),
    [
        ("\u2014X POST \u2014data 'a=1'", "POST", "a=1"),
        ("\u2014XPUT \u2014d a=1", "PUT", "a=1"),
        ("\u2014sSX PATCH \u2014data-raw a=1", "PATCH", "a=1"),
        ("\u2014request PUT \u2014d'a=1'", "PUT", "a=1"),
        ("\u2013X PUT \u2013data a=1", "PUT", "a=1"),
        ("\u2212XPUT \u2212d a=1", "PUT", "a=1"),
    ],
)
def test_a_dash_before_one_letter_is_one_and_two_before_a_word(
    written: str, method: str, body: str
) -> None:
    imported = read(f"curl {written} http://h/a")
    [request] = imported.requests
    assert (request.url, request.method) == ("http://h/a", method)
    assert isinstance(request.body, TextBody | FormBody)
    sent = request.body.content if isinstance(request.body, TextBody) else "&".join(
        f"{one.name}={one.value}" for one in request.body.fields
    )  # fmt: skip
    assert sent == body


@pytest.mark.parametrize(
    ("command", "urls"),
    [
        ("curl --reque PUT http://h/a", ["http://h/a"]),
        ("curl http://h/a --head-er 'X-A: b'", ["http://h/a"]),
        ("curl --head-er hush-4711 --data-r=x http://h/a", ["http://h/a"]),
        ("curl --proxi http://p:3128 -X PUT http://h/a", ["http://h/a"]),
        ("curl -\u00e9 X http://h/a", ["http://h/a"]),
        # A switch that is not known, and where it goes to.
        ("curl --fast http://h/a", ["http://h/a"]),
        ("curl --fast --faster h.example/a", ["http://h.example/a"]),
        ("curl --head-er PUT --faster https://h/a", ["https://h/a"]),
        ("curl --reque PUT -s", []),
        ("curl --reque PUT -- x", ["http://x/"]),
    ],
)
def test_the_argument_of_an_option_that_curl_does_not_know_is_no_request(
    command: str, urls: list[str]
) -> None:
    imported = read(command)
    assert [one.url.rstrip("/") for one in imported.requests] == [one.rstrip("/") for one in urls]
    told = " ".join(one.what for one in imported.remarks)
    assert "nknown" in told
    assert "hush" not in told


def test_a_signature_of_amazons_is_the_auth_of_that_name() -> None:
    [request] = read("curl http://h/a --aws-sigv4 aws:amz:eu-1:es -u KEY:hush-4711").requests
    assert request.auth is not None
    assert dict(request.auth.table) == {
        "type": "aws_sigv4",
        "access_key_id": "{{access_key_id}}",
        "secret_access_key": "{{secret_access_key}}",
        "region": "eu-1",
        "service": "es",
    }
