from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import Severity, SourceLocation
from outrider.model.secret import MASK, Secret, masked, reveal
from outrider.model.workspace import NameValueRow, Request, SecretRef, Variable
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.url.url_resolution import ResolvedUrl, resolve_url
from outrider.variables.variable_scope import VariableScope

FILE = "requests/a.toml"
BASE = "https://api.example.com"


def resolver(
    variables: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None
) -> Resolver:
    layer = {
        name: Variable(value, SourceLocation("environments/dev.toml", ("variables", name)))
        for name, value in ({"base": BASE} | dict(variables or {})).items()
    }
    refs = {
        name: SecretRef(name, "prompt", {}, SourceLocation("e", ("secrets",)))
        for name in secrets or {}
    }
    opened = {name: Secret(value) for name, value in (secrets or {}).items()}
    return Resolver(VariableScope({}, (layer,), refs), RuntimeValues(opened))


def address(
    url: str,
    of: Resolver,
    path: Mapping[str, str] | None = None,
    query: tuple[NameValueRow, ...] = (),
) -> ResolvedUrl:
    return resolve_url(
        Request("a", "A", FILE, url=url, path_params=path or {}, query_params=query), of
    )


def url(written: str, path: Mapping[str, str] | None = None, /, **variables: str) -> str:
    of = resolver(variables)
    result = address(written, of, path)
    assert of.faults == []
    return reveal(result.url)


def refused(written: str, path: Mapping[str, str] | None = None, /, **variables: str) -> str:
    of = resolver(variables)
    result = address(written, of, path)
    assert len(of.faults) == 1, of.faults
    assert reveal(result.url) == ""
    return of.faults[0].code


@pytest.mark.parametrize(
    "written",
    ["https://h/a?b=c&d", "http://h", "https://h/:", "https://h/v1:batch", "https://h/a/../b",
     "https://h/%2e%2e/%zz", "https://h:8080/a;b=c/@x?q=/:id", "HTTPS://H.example./",
     "https://[::1]:80/", "https://h/a:id.json:x/{a}|b"],
)  # fmt: skip
def test_literal_text_is_sent_verbatim(written: str) -> None:
    assert url(written) == written


def test_only_what_a_url_cannot_hold_is_encoded_in_literal_text() -> None:
    assert url("https://h/a b/é?q=ü x#part") == "https://h/a%20b/%C3%A9?q=%C3%BC%20x"


@pytest.mark.parametrize(
    ("start", "rest", "whole"),
    [
        (BASE, "/x", f"{BASE}/x"),
        ("http://h:81/base", "/x?y", "http://h:81/base/x?y"),
        ("https://h/a?page=2", "", "https://h/a?page=2"),
        ("https://h/a?page=2", "&size=1", "https://h/a?page=2&size=1"),
        ("https", "://h/x", "https://h/x"),
        ("http://localhost", ":8080/x", "http://localhost:8080/x"),
        ("https://h/a#part", "", "https://h/a"),
    ],
)
def test_a_value_that_starts_the_url_may_bring_everything(
    start: str, rest: str, whole: str
) -> None:
    assert url("{{start}}" + rest, start=start) == whole


def test_the_start_may_be_composed_of_other_variables() -> None:
    assert url("{{root}}/x", root="{{base}}/v{{n}}", n="2") == f"{BASE}/v2/x"


def test_a_value_in_the_path_keeps_its_slashes_and_nothing_else() -> None:
    assert url("{{base}}/{{p}}", p="a/b?c#d%e f\\é") == f"{BASE}/a/b%3Fc%23d%25e%20f%5C%C3%A9"
    assert url("{{base}}{{p}}", p="/a/b") == f"{BASE}/a/b"


def test_a_path_parameter_is_one_segment() -> None:
    path = {"customer": "{{c}}/x y", "id": "4"}
    assert url("{{base}}/c/:customer/o/:id", path, c="42") == f"{BASE}/c/42%2Fx%20y/o/4"
    assert url("{{base}}/:id/:id?x=/:id", path) == f"{BASE}/4/4?x=/:id"
    assert url("https://{{h}}:81/:id", path, h="host") == "https://host:81/4"


@pytest.mark.parametrize("written", ["{{base}}/:idx{{p}}", "{{base}}/x:id", "{{base}}/{{p}}:id"])
def test_a_colon_inside_of_a_segment_is_text(written: str) -> None:
    assert ":id" in url(written, {"id": "4", "idx": "5"}, p="p")


def test_a_parameter_without_a_value_and_an_empty_one_are_faults() -> None:
    assert refused("{{base}}/:id/:other", {"id": "1"}) == "path_parameter_missing"
    assert refused("{{base}}/:id", {"id": "{{p}}"}, p="") == "path_parameter_empty"


def test_a_value_in_the_written_query_is_wholly_encoded() -> None:
    value = "a&b=c#d+e f/é{{x}}"
    sent = url("{{base}}/?q={{q}}", q=value.replace("{{", r"\{{"))
    assert sent == f"{BASE}/?q=a%26b%3Dc%23d%2Be%20f%2F%C3%A9%7B%7Bx%7D%7D"


@pytest.mark.parametrize(
    ("written", "sent"),
    [("/", "/?a=1%202&b%26=c"), ("/?x=1", "/?x=1&a=1%202&b%26=c"), ("/?", "/?a=1%202&b%26=c"),
     ("/?x&", "/?x&a=1%202&b%26=c"), ("/#f", "/?a=1%202&b%26=c"), ("", "?a=1%202&b%26=c")],
)  # fmt: skip
def test_query_rows_follow_the_written_query_and_disabled_ones_are_not_resolved(
    written: str, sent: str
) -> None:
    of = resolver({"v": "2", "n": "b&"})
    rows = (
        NameValueRow("a", "1 {{v}}"),
        NameValueRow("{{unknown}}", "{{unknown}}", enabled=False),
        NameValueRow("{{n}}", "c"),
        NameValueRow("", ""),
    )
    assert reveal(address(BASE + written, of, query=rows).url) == BASE + sent
    assert of.faults == []


@pytest.mark.parametrize("value", ["a\tb", "a\r\nb", "\x00", " a ", "\x1b", "\u202e", "\u2028"])
def test_query_rows_carry_every_character_percent_encoded(value: str) -> None:
    for of, written in ((resolver({"v": value}), "{{v}}"), (resolver(), value)):
        found = address(BASE, of, query=(NameValueRow("q", written), NameValueRow(written, "1")))
        assert of.faults == []
        assert unquote(reveal(found.url)) == f"{BASE}?q={value}&{value}=1"
        assert reveal(found.url).isascii()
        assert reveal(found.url).isprintable()


def test_half_a_character_in_a_query_row_is_a_fault() -> None:
    of = resolver({"v": "\ud800"})
    address(BASE, of, query=(NameValueRow("q", "{{v}}"),))
    assert [fault.code for fault in of.faults] == ["lone_surrogate"]


@pytest.mark.parametrize(
    "value", ["..", ".", "a/../b", "%2e%2e", "%2E.", "..\\x", "..;a", "%252e."]
)
def test_dot_segments_from_values_are_refused(value: str) -> None:
    assert refused("{{base}}/a/{{p}}/b", p=value) == "dot_segment"
    assert refused("{{base}}/a/:p/b", {"p": value}) == "dot_segment"
    assert refused("{{p}}/b", p=f"{BASE}/{value}") == "dot_segment"


def test_a_dot_segment_of_which_a_value_is_a_part_is_refused() -> None:
    assert refused("{{base}}/.{{p}}/b", p=".") == "dot_segment"
    assert url("{{base}}/.{{p}}/..b", p="well-known") == f"{BASE}/.well-known/..b"


@pytest.mark.parametrize("value", ["a/b", "a?b", "a#b", "a@b", "a:1", "a\\b", "@evil.example"])
def test_a_value_in_the_host_may_not_hold_a_delimiter(value: str) -> None:
    assert refused("https://{{h}}.example.com/", h=value) == "value_in_authority"
    assert refused("https://x{{h}}", h=value) == "value_in_authority"


@pytest.mark.parametrize("written", ["http://u:{{p}}@h/", "http://{{p}}:x@h/a@b"])
def test_a_value_in_user_information_is_told_of_as_such(written: str) -> None:
    of = resolver({"p": "a/b"})
    address(written, of)
    assert [one.what for one in of.faults] == [
        'Variable "p" in the user name or password of the URL contains "/".'
    ]


@pytest.mark.parametrize(
    "value", ["localhost:3000", "127.0.0.1:81", "[::1]:81", "b\u00fccher.example:81"]
)
@pytest.mark.parametrize("rest", ["", "/x", "?a=b", "/:id"])
def test_a_value_that_ends_the_host_may_be_host_and_port(value: str, rest: str) -> None:
    of = resolver({"h": value})
    found = address(f"http://{{{{h}}}}{rest}", of, path={"id": "x"})
    assert of.faults == []
    written = address(f"http://{value}{rest}", resolver(), path={"id": "x"})
    assert reveal(found.url) == reveal(written.url)


def test_a_value_may_be_the_last_labels_of_a_host_and_its_port() -> None:
    assert url("http://api.{{h}}/x", h="example.com:81") == "http://api.example.com:81/x"


def test_a_path_may_be_a_value_after_the_host() -> None:
    assert url("http://h:{{port}}{{p}}/y", port="81", p="/x") == "http://h:81/x/y"
    assert url("http://{{h}}{{none}}{{p}}", h="h:81", p="/x?#", none="") == "http://h:81/x%3F%23"
    for written in ("http://u:{{p}}@h/", "http://h{{p}}.example/", "http://{{p}}/y"):
        assert refused(written, p="/x") == "value_in_authority"


@pytest.mark.parametrize(
    "written",
    ["http://{{h}}.evil.example/", "http://{{h}}@evil.example/", "http://{{h}}:80/",
     "http://{{h}}{{w}}", "http://{{h}}{{none}}.x/", "http://x{{h}}/", "http://h:8{{h}}/",
     "http://u:{{h}}@evil.example/", "{{start}}{{h}}/x"],
)  # fmt: skip
def test_host_and_port_are_no_value_where_more_of_the_host_is(written: str) -> None:
    got = refused(written, h="a.example:81", w="x", none="", start="https://api.")
    assert got == "value_in_authority"


@pytest.mark.parametrize(
    "value",
    ["a:x", "a:", ":81", "a:1:2", "a@b:81", "u:p@b:81", "a/b:81", "[::1]", "[x]:81", "a:81/"],
)
def test_a_value_that_is_not_exactly_host_and_port_is_none(value: str) -> None:
    assert refused("http://{{h}}/", h=value) == "value_in_authority"


@pytest.mark.parametrize("value", ["a b:81", "a%2fb:81", "a..b:81", "h:99999", "h:0"])
def test_host_and_port_of_a_value_are_checked_as_written_ones(value: str) -> None:
    assert refused("http://{{h}}/", h=value) in {"url_host", "url_port"}


def test_a_secret_is_no_host_and_port() -> None:
    secret = resolver(secrets={"h": "hunter2secret:81"})
    address("http://{{h}}/", secret)
    assert [one.code for one in secret.faults] == ["value_in_authority"]
    assert "hunter2" not in repr(secret.faults)


def test_values_may_be_parts_of_the_host_and_the_port() -> None:
    assert url("https://{{t}}.example.com:{{port}}/", t="a-b", port="81")
    assert refused("https://h:{{port}}/", port="99999") == "url_port"
    assert refused("https://h:{{port}}/", port="") == "url_port"
    assert refused("https://{{t}}.example.com/", t="") == "url_host"
    assert refused("{{base}}{{t}}/x", t=".evil.example") == "value_in_authority"
    assert refused("{{base}}/{{t}}", t="\u202ex") == "forbidden_character"


@pytest.mark.parametrize(
    ("written", "code"),
    [("", "url_missing"), ("  ", "url_missing"), ("api.example.com/x", "url_no_scheme"),
     ("/x", "url_no_scheme"), ("//h/x", "url_no_scheme"), ("localhost:80/x", "url_no_scheme"),
     ("x.com/?u=http://y", "url_no_scheme"), ("{{word}}/x", "url_no_scheme"),
     ("ftp://h/", "url_scheme"), ("file:///etc/passwd", "url_scheme"), ("https:///x", "url_host"),
     ("https://a..b/", "url_host"), ("https://h{x}/", "url_host"), ("https://h\\x", "url_host"),
     ("https://[::1/", "url_host"), ("https://h\uff0fevil/", "url_host"),
     ("https://h:x/", "url_port"), ("https://h/\n", "forbidden_character"),
     (" https://h/", "blank_edge"), ("http{{word}}://h/", "value_in_scheme"),
     ("https://" + "a" * 64 + ".example/", "url_host"), ("{{full}}/x", "url_start")],
)  # fmt: skip
def test_each_wrong_url_has_its_fault(written: str, code: str) -> None:
    of = resolver({"word": "word", "full": f"{BASE}/?a=b"})
    assert reveal(address(written, of).url) == ""
    assert code in [fault.code for fault in of.faults]


@pytest.mark.parametrize("value", ["a\r\nb", "a\x00b", "\x1b[31m", "x\u2028", "\x9b", "\ud800"])
def test_a_control_character_is_refused_naming_the_variable_and_not_its_value(value: str) -> None:
    for written in ("{{base}}/{{v}}", "{{base}}/{{v}}?a", "https://{{v}}/", "{{v}}/"):
        of = resolver({"v": value})
        address(written, of)
        assert "forbidden_character" in [fault.code for fault in of.faults]
        assert 'The value of "v" ' in of.faults[0].what
        assert value not in repr(of.faults)


@pytest.mark.parametrize("written", ["{{base}}/{{v}}", "{{base}}/{{v}}?q=1", "{{base}}/:v"])
def test_blanks_around_a_value_are_refused(written: str) -> None:
    assert refused(written, {"v": "{{v}}"}, v="a ") == "blank_edge"


@pytest.mark.parametrize(
    ("value", "encoded"),
    [("a\tb", "a%09b"), ("a\r\nb", "a%0D%0Ab"), (" x ", "%20x%20"), ("\x00\u202e", "%00%E2%80%AE")],
)
def test_a_value_in_the_query_is_encoded_as_a_row_of_it_is(value: str, encoded: str) -> None:
    """Wherever the query begins: in the text, or in the value that the URL starts with."""
    assert url("{{base}}/?q={{v}}&{{v}}=1", v=value) == f"{BASE}/?q={encoded}&{encoded}=1"
    assert url("{{start}}&q={{v}}", start=f"{BASE}/?a=1", v=value) == f"{BASE}/?a=1&q={encoded}"
    row = NameValueRow("q", "{{v}}")
    as_row = address("{{base}}/", resolver({"v": value}), query=(row,))
    assert reveal(as_row.url) == url("{{base}}/?q={{v}}", v=value)


def test_half_a_character_in_the_query_is_refused_and_the_text_itself_is_checked() -> None:
    assert refused("{{base}}/?q={{v}}", v="\ud800") == "lone_surrogate"
    assert refused("{{base}}/?q=a\tb") == "forbidden_character"


def test_credentials_in_the_url_are_taken_out_of_it_with_a_warning() -> None:
    of = resolver({"root": "https://us%40er:p%3Aw@h.example/base"})
    for written in ("{{root}}/x", "https://us%40er:p%3Aw@h.example/base/x"):
        result = address(written, of)
        assert result.url == "https://h.example/base/x"
        assert result.userinfo is not None
        assert result.userinfo.reveal() == "us@er:p:w"
    assert [(f.code, f.severity) for f in of.faults] == [("userinfo_moved", Severity.WARNING)]
    assert "p%3Aw" not in repr(of.faults)


def test_secret_credentials_in_the_url_are_neither_in_the_url_nor_shown() -> None:
    of = resolver({"root": "https://user:clear@h/{{k}}"}, {"k": "hunter2"})
    result = address("https://{{k}}:x{{k}}!@h/y", of)
    assert (result.url, reveal(result.userinfo or "")) == ("https://h/y", "hunter2:xhunter2!")
    result = address("{{root}}/y", of)
    assert reveal(result.url) == "https://h/hunter2/y"
    assert masked(result.url) == f"https://{MASK}"


def test_a_secret_in_the_url_masks_just_itself() -> None:
    of = resolver({"root": "https://h/{{k}}"}, {"k": "s/x y", "h": "secret-host"})
    assert masked(address("{{base}}/a?key={{k}}&b=c", of).url) == f"{BASE}/a?key={MASK}&b=c"
    assert masked(address("{{root}}/a b", of).url) == f"https://h/{MASK}/a%20b"
    assert masked(address("{{base}}/:k", of, {"k": "a {{k}}"}).url) == f"{BASE}/a%20{MASK}"
    assert masked(address("https://{{h}}/x", of).url) == f"https://{MASK}/x"
    rows = (NameValueRow("key", "{{k}}"),)
    result = address("{{base}}/", of, query=rows)
    assert (reveal(result.url), masked(result.url)) == (
        f"{BASE}/?key=s%2Fx%20y",
        f"{BASE}/?key={MASK}",
    )
    assert of.faults == []


VALUE = st.text(st.sampled_from("a1./\\?#@:%&=;{}[]é\u202e \n\x00-~")) | st.text()


@given(st.dictionaries(st.sampled_from("pqr"), VALUE, min_size=3))
def test_no_value_behind_the_start_changes_scheme_host_or_port(values: dict[str, str]) -> None:
    escaped = {name: value.replace("{{", r"\{{") for name, value in values.items()}
    for written in (
        "{{base}}/{{p}}?{{q}}=1#{{r}}",
        "{{base}}{{p}}/x",
        "{{base}}/:p/{{q}}{{r}}",
        "https://api.example.com/{{p}}",
    ):
        of = resolver(escaped)
        sent = reveal(address(written, of, {"p": "{{p}}"}).url)
        assert sent or of.faults
        if sent:
            parts = urlsplit(sent)
            assert (parts.scheme, parts.netloc) == ("https", "api.example.com")
            assert sent.isascii()
            assert sent.isprintable()
            decoded = [unquote(segment) for segment in parts.path.split("/")]
            assert not {".", ".."} & set(decoded)


@given(VALUE)
def test_a_query_value_arrives_as_it_is(value: str) -> None:
    of = resolver({"v": value.replace("{{", r"\{{")})
    sent = reveal(address("{{base}}/?q={{v}}", of).url)
    assert sent or of.faults
    if sent:
        assert unquote(urlsplit(sent).query.removeprefix("q=")) == value
