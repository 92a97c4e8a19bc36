"""HTTPie's options and items as a request, and what is told of the others."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.workspace import TextBody


def read(text: str, name: str = "x.sh") -> ImportResult:
    return read_sources([ImportSource(name, text)])


KNOWN = (
    "http :3000/x",
    "https api.example.com/x a=1",
    "http -v --form POST h.example/x a=1",
    "httpie GET h.example",
    "$ http -a me:pass h.example",
    "xh post h.example/x a=1",
    "http PUT \\\n  h.example/x",
    "http --raw '{\"a\": 1}' h.example",
    "echo x | http POST h.example",
    "http $URL",
)
OTHERS = ("http is a protocol", "https://h.example/x", "http\n", '["http h.example"]')


@each_case(KNOWN)
def test_a_command_is_recognised(text: str) -> None:
    importer = find_importer(text)
    assert importer is not None
    assert importer.name == "httpie"


@each_case(OTHERS)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert find_importer(text) is None


URLS = {
    "http :3000/x": "http://localhost:3000/x",
    "http :/x": "http://localhost/x",
    "http :": "http://localhost/",
    "https h.example/x": "https://h.example/x",
    "http ://h.example/x": "http://h.example/x",
    "http --default-scheme=https h.example/x": "https://h.example/x",
    "xhs h.example/x": "https://h.example/x",
    "http h.example/x?a=1 b==2": "http://h.example/x?a=1&b=2",
}


@each_case(URLS.items())
def test_where_it_goes_to(case: tuple[str, str]) -> None:
    written, url = case
    assert [one.url for one in read(written).requests] == [url]


def test_a_variable_of_the_shell_in_json_is_a_reference() -> None:
    [request] = read('http h.example n:=$N t="a $T"').requests
    assert request.body == TextBody("json", '{"n": {{$env.N}}, "t": "a {{$env.T}}"}')


def test_what_a_command_is_fed_is_its_body() -> None:
    [request] = read("echo '{\"a\": 1}' | http POST h.example").requests
    assert request.body == TextBody("json", '{"a": 1}\n')


def test_only_what_is_behind_a_pipe_is_fed() -> None:
    [alone] = read("http -a me:pass h.example").requests
    assert (alone.method, alone.body) == ("GET", None)
    [fed] = read("date | http h.example").requests
    assert (fed.method, fed.body) == ("POST", TextBody("json", "{{standard_input}}"))


TOLD = (
    ("http h.example word", 'Item "word" was not imported.'),
    ("http h.example a=1 a[b]=2", 'Field "a[b]" was not imported.'),
    ("http h.example a:=x", 'Field "a" was imported as text.'),
    ("http h.example f@a.txt", 'File "a.txt" was not imported.'),
    ("http --session=dev h.example", "--session=dev was not imported."),
    ("http --no-such h.example", "Unknown or ambiguous option --no-such of http."),
    ("http -a me h.example", "The password was imported empty."),
    (
        "http -A ntlm -a a:b h.example",
        'Auth type "ntlm" of http is not supported; its settings were kept in the file.',
    ),
    ("http --chunked h.example", "--chunked was not imported."),
    ("http -v h.example", "Output options were ignored: --verbose."),
)


@each_case(TOLD)
def test_what_has_no_place_is_told(case: tuple[str, str]) -> None:
    written, told = case
    imported = read(written)
    assert len(imported.requests) == 1
    assert told in [one.what for one in imported.remarks]


def test_a_password_goes_into_the_local_secrets() -> None:
    imported = read("http -a me:hush-hush h.example X-Api-Key:sk_live_4eC39HqLyjWDarjtT1zdp7dc")
    assert "hush-hush" not in repr(imported.requests)
    assert "4eC39HqLyjWDarjtT1zdp7dc" not in repr(imported.requests)


OTHER_TYPES = (
    ("http -A ntlm -a 'DOM\\me:hush-hush' h.example",
     {"type": "ntlm", "username": "DOM\\me", "password": "{{password}}"}),
    ("xh -A Hawk -a me:hush-hush h.example",
     {"type": "hawk", "username": "me", "password": "{{password}}"}),
    ("http -A ntlm http://me:hush-hush@h.example",
     {"type": "ntlm", "username": "me", "password": "{{password}}"}),
    ("http -A ntlm http://m%3Ae:hush-hush@h.example",
     {"type": "ntlm", "username": "m:e", "password": "{{password}}"}),
    ("http -A jwt -a hush-hush h.example", {"type": "jwt", "token": "{{token}}"}),
    ("http -A oauth2 -a me:hush-hush h.example",
     {"type": "http_oauth2", "username": "me", "password": "{{password}}"}),
    ("curl --ntlm http://m%3Ae:hush-hush@h.example",
     {"type": "ntlm", "username": "m:e", "password": "{{password}}"}),
    ("curl --digest http://m%3Ae:hush-hush@h.example",
     {"type": "digest", "username": "m:e", "password": "{{m_e_password}}"}),
)  # fmt: skip


@each_case(OTHER_TYPES)
def test_what_only_a_plugin_can_send_becomes_no_basic_auth(
    case: tuple[str, dict[str, str]],
) -> None:
    imported = read(case[0])
    [request] = imported.requests
    assert request.auth is not None
    assert dict(request.auth.table) == case[1]
    assert not [row for row in request.headers if row.name.lower() == "authorization"]
    assert "hush-hush" not in repr([imported.requests, imported.remarks])
