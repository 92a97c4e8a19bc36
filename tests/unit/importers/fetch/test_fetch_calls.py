"""fetch() as browsers copy it and people write it, and what is told of what is computed."""

from __future__ import annotations

import pytest
from tests.each_case import each_case

from outrider.errors import ImportRejected
from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.workspace import TextBody

URL = "https://api.example.com/x"


def read(text: str, name: str = "x.js") -> ImportResult:
    return read_sources([ImportSource(name, text)])


def told(imported: ImportResult) -> list[str]:
    return [one.what for one in imported.remarks]


KNOWN = (
    f'fetch("{URL}");',
    f'await fetch("{URL}", {{\n    "method": "PATCH"\n}});',
    f"const r = await fetch('{URL}');",
    f"// a comment\nfetch(`{URL}`).then(r => r.json());",
    f"async function load() {{\n  return fetch('{URL}');\n}}",
    f"window.fetch('{URL}')",
    f"{{\n  const response = await fetch('{URL}');\n}}",
    f"fetch('{URL}', {{ headers: {{ 'x': 'curl https://a.example' }} }});",
)
OTHERS = (
    f'{{"note": "fetch(\\"{URL}\\")"}}',
    f'{{"a": "\nfetch(1)", "b": "await fetch(\\"{URL}\\")"}}',
    "we fetch (sometimes) a page",
    f"description: await fetch('{URL}')",
)


@each_case(KNOWN)
def test_a_call_is_recognised(text: str) -> None:
    importer = find_importer(text)
    assert importer is not None
    assert importer.name == "fetch"
    assert [one.url for one in read(text).requests] == [URL]


@each_case(OTHERS)
def test_what_only_names_it_is_not(text: str) -> None:
    importer = find_importer(text)
    assert importer is None or importer.name != "fetch"


TOLD = (
    ("credentials: 'include'", "Cookies are not in the fetch call."),
    ("mode: 'cors', cache: 'no-store'", "Settings of the browser were ignored: mode, cache."),
    ("next: 1", "Options of fetch were not imported: next."),
    ("signal: controller.signal", "signal was not imported."),
    ("redirect: 'error'", 'Option redirect = "error" was imported as manual.'),
    ("body: 'x'", "The body is sent with GET, which fetch refuses."),
    ("headers: { A: `b ${token}` }", "token is not known: reference {{token}} replaces it."),
    ("...more", "more was not imported."),
    ("headers: headers()", "headers() was not imported."),
)  # fmt: skip


@each_case(TOLD)
def test_what_is_not_there_is_told(case: tuple[str, str]) -> None:
    written, what = case
    imported = read(f"fetch('{URL}', {{ {written} }});")
    assert [one.url for one in imported.requests] == [URL]
    assert what in told(imported)


def test_what_is_computed_becomes_a_reference_and_nothing_is_run() -> None:
    imported = read(
        "fetch(`https://h.example/${id}?q=${encodeURIComponent(q)}`, {method: 'POST',"
        " body: JSON.stringify({a: id, b: `x${c}`, d: f(1)})})"
    )
    [request] = imported.requests
    assert request.url == "https://h.example/{{id}}?q={{q}}"
    assert request.body == TextBody("text", '{"a":{{id}},"b":"x{{c}}","d":{{f}}}')
    assert imported.requests[0].variables == {}


def test_requests_of_other_libraries_are_named() -> None:
    imported = read(
        f"fetch('{URL}');\nconst r = await axios.get('{URL}');\n$.ajax('{URL}');\n$('a');"
    )
    assert told(imported) == [
        'A request of "axios" was not imported.',
        'A request of "$" was not imported.',
    ]


def test_a_value_that_is_given_twice_is_not_known() -> None:
    imported = read("let a = 'one';\na = 'two';\nfetch('https://h.example/' + a);")
    assert [one.url for one in imported.requests] == ["https://h.example/{{a}}"]


def test_a_variable_of_the_process_is_asked_for() -> None:
    imported = read(f"fetch('{URL}', {{ headers: {{ 'X-Key': process.env.KEY }} }})")
    assert imported.requests[0].headers[0].value == "{{$env.KEY}}"


def test_a_relative_url_has_a_reference_before_it() -> None:
    imported = read("fetch('/v1/orders')")
    assert [one.url for one in imported.requests] == ["{{base_url}}/v1/orders"]
    assert "URL /v1/orders is relative; reference {{base_url}} is before it." in told(imported)


def test_a_referrer_is_a_header_unless_its_policy_says_otherwise() -> None:
    for policy, count in (("origin", 1), ("no-referrer", 0)):
        imported = read(
            f"fetch('{URL}', {{referrer: 'https://app.example.com/', referrerPolicy: '{policy}'}})"
        )
        names = [one.name for one in imported.requests[0].headers]
        assert names == ["Referer"] * count


def test_a_token_goes_into_the_local_secrets() -> None:
    imported = read(f"fetch('{URL}', {{headers: {{authorization: 'Bearer hush.hush.hush'}}}})")
    assert "hush" not in repr(imported.requests)
    assert [value.reveal() for value in imported.secrets.values()] == ["hush.hush.hush"]


def test_null_characters_make_no_reference() -> None:
    imported = read(f"fetch('{URL}', {{method: 'POST', body: '\\0HOME\\0 \\0(x\\0'}})")
    assert "{{" not in repr(imported.requests)


def test_a_body_of_pieces_has_its_files() -> None:
    head = (
        'Content-Disposition: form-data; name=\\"f\\"; filename=\\"b.txt\\"\\r\\nContent-Type: t/x'
    )
    imported = read(
        f"fetch('{URL}', {{method: 'POST',"
        " headers: {'content-type': 'multipart/form-data; boundary=B'}, body: Buffer.concat(["
        f'Buffer.from("--B\\r\\n{head}\\r\\n\\r\\n"), await readFile("a.txt"),'
        ' Buffer.from("\\r\\n--B--\\r\\n")])})'
    )  # fmt: skip
    body = imported.requests[0].body
    assert 'file="a.txt"' in repr(body) or "file='a.txt'" in repr(body)
    assert "b.txt" in repr(body)
    assert imported.requests[0].headers == ()


@each_case(("fetch('", "fetch(" + "[" * 5000, f"fetch('{URL}'); \0 @@@ ((("))
def test_what_is_no_javascript_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ImportRejected, match="cannot be read"):
        read(text)
