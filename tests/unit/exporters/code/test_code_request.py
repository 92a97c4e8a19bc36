"""What a request's options say, in the words of each client; what it has no words for is told."""

from __future__ import annotations

import pytest

from outrider.exporters import find_exporter
from outrider.exporters.masking import MaskingPolicy
from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.model.message import FieldLine, PreparedRequest, RequestMessage, TextContent
from outrider.redaction import Redactor

URL = "https://a.test/"
KEY = FieldLine("X-Key", "k")
TYPE = FieldLine("Content-Type", "application/json")


def exported(name: str, outgoing: PreparedRequest) -> str:
    exporter = find_exporter(name)
    assert exporter is not None
    return exporter.export_request(outgoing, MaskingPolicy(Redactor(), reveals=True))


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("curl", "--location --max-redirs 10"),
        ("python", "max_redirects=10"),
        ("python", "client.send(request, follow_redirects=True)"),
        ("go", "client := &http.Client{Transport: transport}\n\t\tclient.Timeout"),
        ("powershell", "-MaximumRedirection 10 "),
        ("httpie", "--follow --max-redirects 10"),
        ("k6", "redirects: 10,"),
        ("locust", "redirects=True,"),
        ("har", "follows 10 redirects"),
        ("curl", "--max-time 2.5"),
        ("python", "timeout=2.5"),
        ("fetch", "AbortSignal.timeout(2500)"),
        ("go", "client.Timeout = 2500 * time.Millisecond"),
        ("powershell", "-TimeoutSec 3"),
        ("httpie", "--timeout 2.5"),
        ("k6", 'timeout: "2500ms",'),
        ("locust", "timeout=2.5,"),
        ("har", "timeout 2.5 s"),
    ],
)
def test_redirects_and_timeout_are_carried(name: str, carried: str) -> None:
    message = RequestMessage("GET", URL)
    assert carried in exported(name, PreparedRequest(message, timeout=2.5, redirects=10))
    assert carried not in exported(name, PreparedRequest(message))


def test_fetch_follows_redirects_where_nothing_stops_it() -> None:
    message = RequestMessage("GET", URL)
    assert 'redirect: "manual"' in exported("fetch", PreparedRequest(message))
    assert "redirect:" not in exported("fetch", PreparedRequest(message, redirects=10))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("curl", "curl takes along in redirects to other hosts: X-Key, the body"),
        ("curl", "curl repeats the method after a redirect with status 303."),
        ("python", "httpx takes along in redirects to other hosts: X-Key, the body"),
        ("python", "httpx sends GET after a redirect with status 301 or 302."),
        ("python", "httpx counts the timeout for each step"),
        ("fetch", "fetch takes along in redirects to other hosts: X-Key, the body"),
        ("go", "net/http takes along in redirects to other hosts: X-Key, the body"),
        ("go", "net/http sends GET after a redirect with status 301 or 302."),
        ("powershell", "PowerShell takes along in redirects to other hosts: X-Key, the body"),
        ("httpie", "HTTPie takes along in redirects to other hosts: X-Key, the body"),
        ("httpie", "HTTPie counts the timeout for each step"),
    ],
)
def test_what_a_client_does_otherwise_is_told(name: str, told: str) -> None:
    message = RequestMessage("PUT", URL, (KEY,), TextContent("{}"))
    assert told in exported(name, PreparedRequest(message, timeout=1, redirects=10))
    assert told not in exported(name, PreparedRequest(message))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("curl", "curl keeps in a GET after a redirect: Content-Type"),
        ("python", "httpx keeps in a GET after a redirect: Content-Type"),
        ("go", "net/http keeps in a GET after a redirect: Content-Type"),
        ("go", "net/http adds Referer in redirects."),
    ],
)
def test_what_a_client_keeps_of_the_body_in_a_redirect_is_told(name: str, told: str) -> None:
    message = RequestMessage("POST", URL, (TYPE,), TextContent("{}"))
    assert told in exported(name, PreparedRequest(message, redirects=10))
    assert told not in exported(name, PreparedRequest(message))
    bare = RequestMessage("GET", URL, (TYPE,))
    keeps = "keeps in a GET"
    assert keeps not in exported(name, PreparedRequest(bare, redirects=10))


@pytest.mark.parametrize(
    ("name", "http", "words"),
    [
        ("curl", "2", "--http2-prior-knowledge"),
        ("python", "2", "http1=False, http2=True"),
        ("fetch", "2", "fetch chooses the HTTP version by itself: Node sends HTTP/1.1."),
        ("fetch", "auto", "fetch chooses the HTTP version by itself: Node sends HTTP/1.1."),
        ("go", "2", "net/http sends HTTP/2 only where a server offers it over TLS."),
        ("go", "1.1", "transport.TLSNextProto = map["),
        ("powershell", "2", "-HttpVersion 2.0"),
        ("httpie", "2", "HTTPie sends HTTP/1.1."),
        ("locust", "2", "Locust"),
    ],
)
def test_the_version_is_carried_or_told(name: str, http: str, words: str) -> None:
    connection = ConnectionSettings("dev", http=HttpVersion(http))
    outgoing = PreparedRequest(RequestMessage("GET", URL), connection)
    assert words in exported(name, outgoing)
    if name != "locust":
        assert words not in exported(name, PreparedRequest(RequestMessage("GET", URL)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("powershell", "-Headers @{ 'Cookie' = 'a=1; b=2'; 'Trailer' = 'X-T'; "),
        ("powershell", "-TransferEncoding 'chunked'"),
        ("httpie", "--chunked"),
        ("go", 'request.TransferEncoding = []string{"chunked"}'),
        ("go", "net/http does not send these header fields: Trailer"),
        ("python", "content=iter([b'{}'])"),
        ("fetch", "fetch sets these header fields by itself: Transfer-Encoding, Trailer."),
    ],
)
def test_framing_and_cookies_are_carried_or_told(name: str, words: str) -> None:
    fields = (
        FieldLine("Cookie", "a=1"),
        FieldLine("Cookie", "b=2"),
        FieldLine("Transfer-Encoding", "chunked"),
        FieldLine("Trailer", "X-T"),
    )
    message = RequestMessage("POST", URL, fields, TextContent("{}"))
    assert words in exported(name, PreparedRequest(message))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/a/../b", ".."),
        ("/a/%2E./b", "%2E. %2E"),
        ("/a%41", "%41"),
        ("/100%", "%"),
        ("/a|b?c={d}", "| { }"),
        ("/a?b=/../c", ""),
        ("/plain%20/a.b?c=%2F", ""),
    ],
)
def test_what_dotnet_may_write_otherwise_is_told(path: str, told: str) -> None:
    text = exported("powershell", PreparedRequest(RequestMessage("GET", f"http://a.test{path}")))
    sign = "# .NET may send these parts of the URL in another way: "
    found = [line.removeprefix(sign) for line in text.splitlines() if line.startswith(sign)]
    assert found == ([told] if told else [])


@pytest.mark.parametrize(
    ("name", "method", "told"),
    [
        ("httpie", "patch", "# HTTPie sends PATCH, not patch."),
        ("httpie", "x-Own", "# HTTPie sends X-OWN, not x-Own."),
        ("powershell", "patch", "# PowerShell sends PATCH, not patch."),
        ("fetch", "post", "// fetch sends POST, not post."),
        ("fetch", "patch", ""),
        ("curl", "patch", ""),
        ("python", "patch", ""),
        ("go", "patch", ""),
        ("httpie", "PATCH", ""),
        ("powershell", "PATCH", ""),
        ("fetch", "POST", ""),
    ],
)
def test_a_method_that_a_client_writes_in_capitals_is_told(
    name: str, method: str, told: str
) -> None:
    text = exported(name, PreparedRequest(RequestMessage(method, URL)))
    assert [line for line in text.splitlines() if f", not {method}." in line] == [told][
        : bool(told)
    ]
