"""Go programs with net/http."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outrider.exporters.code.code_request import (
    CodeRequest,
    FilePiece,
    Piece,
    code_request,
    redirect_notes,
    sent_requests,
)
from outrider.exporters.code.code_text import escaped, text_of_bytes
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import OPTIONS_OF_SENDING
from outrider.model.connection import HttpVersion
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest

_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CANONICAL = ("User-Agent", "Host", "Content-Length", "Transfer-Encoding")
"""Fields that net/http looks for by this spelling."""

_PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*")
"""Characters of a path that net/http leaves as they are."""

_PACKAGES = (
    ("bytes.", "bytes"), ("tls.", "crypto/tls"), ("x509.", "crypto/x509"), ("fmt.", "fmt"),
    ("io.", "io"), ("http.", "net/http"), ("url.", "net/url"), ("os.", "os"),
    ("time.", "time"),
)  # fmt: skip


class GoExporter:
    """A program for each request, or one for several."""

    name = "go"
    summary = "A Go program with net/http."
    suffix = ".go"
    carries = OPTIONS_OF_SENDING

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """The program for a request."""
        return _program([code_request(outgoing, masking)])

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """One program that sends all requests again, in order."""
        return _program(list(sent_requests(entries, masking)))


def go_text(text: str) -> str:
    """A text as an interpreted literal of strings."""
    return f'"{escaped(text, _NAMED, _number)}"'


def _number(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _program(requests: Sequence[CodeRequest]) -> str:
    if not requests:
        return ""
    blocks = "\n".join("\n".join(f"\t{line}" for line in _block(one)) for one in requests)
    bare = _without_literals(blocks)
    used = [package for sign, package in _PACKAGES if sign in bare]
    used += [one for one in ("fmt", "io", "net/http") if one not in used]
    imports = "\n".join(f'\t"{one}"' for one in sorted({*used}))
    return f"{_HEAD % imports}{blocks}\n}}\n{_TAIL}"


_HEAD = "package main\n\nimport (\n%s\n)\n\nfunc main() {\n"
_TAIL = """
func must[T any](value T, err error) T {
\tif err != nil {
\t\tpanic(err)
\t}
\treturn value
}

func stay(*http.Request, []*http.Request) error {
\treturn http.ErrUseLastResponse
}

func send(client *http.Client, request *http.Request) {
\tresponse := must(client.Do(request))
\tdefer response.Body.Close()
\tfmt.Println(response.Status, string(must(io.ReadAll(response.Body))))
}
"""


def _without_literals(program: str) -> str:
    """The program without what stands in quotes."""
    pieces = program.replace("\\\\", "").replace('\\"', "").split('"')
    return "".join(pieces[::2])


def _block(request: CodeRequest) -> Iterator[str]:
    yield "{"
    yield from (f"\t// {note}" for note in _notes(request))
    body = _body(request)
    origin, path, mark, query = _split(request.url)
    is_plain = _PLAIN.fullmatch(path) is not None or path.startswith("//")
    url = request.url if is_plain else f"{origin}/"
    call = f"{go_text(request.method)}, {go_text(url)}, {body}"
    yield f"\trequest := must(http.NewRequest({call}))"
    if not is_plain:
        # What net/http would spell otherwise, or not read, goes into the request line as it is.
        yield f"\trequest.URL.Opaque = {go_text(path)}"
        yield f"\trequest.URL.RawQuery = {go_text(query)}"
        if mark and not query:
            yield "\trequest.URL.ForceQuery = true"
    yield from (f"\t{line}" for line in _fields(request))
    yield "\ttransport := http.DefaultTransport.(*http.Transport).Clone()"
    yield from (f"\t{line}" for line in _settings(request))
    yield "\tclient := &http.Client{Transport: transport}"
    if not request.redirects:
        yield "\tclient.CheckRedirect = stay"
    if request.timeout is not None:
        yield f"\tclient.Timeout = {request.timeout * 1000:.0f} * time.Millisecond"
    yield "\tsend(client, request)"
    yield "}"


def _notes(request: CodeRequest) -> Iterator[str]:
    if request.login is not None:
        yield f"The signature ({request.login.scheme}) is not in this program."
    lost = [name for name, _ in request.headers if _is_dropped(name, request)]
    if lost:
        yield f"net/http does not send these header fields: {', '.join(lost)}"
    if _asks_for_gzip(request):
        yield "net/http asks for the content coding gzip, and decodes it."
    yield from redirect_notes(request, "net/http", gets=True, describes=True)
    if request.redirects:
        yield "net/http adds Referer in redirects."
    settings = request.connection
    if settings is not None and settings.http is HttpVersion.HTTP2:
        yield "net/http sends HTTP/2 only where a server offers it over TLS."


def _is_dropped(name: str, request: CodeRequest) -> bool:
    low = name.lower()
    return low == "trailer" or (
        low in {"content-length", "transfer-encoding"} and not request.sends_body
    )


def _asks_for_gzip(request: CodeRequest) -> bool:
    """Whether Go sends a field of its own: of another, it does not decode what comes."""
    return not request.has("accept-encoding") and "accept-encoding" not in request.without


def _split(url: str) -> tuple[str, str, str, str]:
    """Origin, path, the question mark and the query of a URL, as they were written."""
    scheme, separator, rest = url.partition("#")[0].partition("://")
    at = re.search(r"[/?]", rest)
    host, target = (rest[: at.start()], rest[at.start() :]) if at else (rest, "")
    path, mark, query = target.partition("?")
    return f"{scheme}{separator}{host}", path or "/", mark, query


def _fields(request: CodeRequest) -> Iterator[str]:
    values: dict[str, list[str]] = {}
    for name, value in request.fields:
        if name == "Accept-Encoding" and _asks_for_gzip(request):
            continue
        known = next((one for one in _CANONICAL if one.lower() == name.lower()), name)
        values.setdefault(known, []).append(value)
    if "User-Agent" not in values:
        # Without this, Go tells its own name.
        yield 'request.Header["User-Agent"] = nil'
    for name, found in values.items():
        if name == "Host":
            yield f"request.Host = {go_text(found[-1])}"
        elif name == "Content-Length":
            continue
        elif name == "Transfer-Encoding":
            yield f"request.TransferEncoding = []string{{{go_text(found[-1].lower())}}}"
        else:
            told = ", ".join(map(go_text, found))
            yield f"request.Header[{go_text(name)}] = []string{{{told}}}"


def _settings(request: CodeRequest) -> Iterator[str]:
    if not _asks_for_gzip(request):
        yield "transport.DisableCompression = true"
    settings = request.connection
    if settings is None:
        return
    if settings.http is HttpVersion.HTTP1 and request.is_secure:
        kind = "map[string]func(string, *tls.Conn) http.RoundTripper"
        yield f"transport.TLSNextProto = {kind}{{}}"
        yield "transport.TLSClientConfig = &tls.Config{}"
    if request.is_secure and (
        not settings.verify or settings.ca_bundle or settings.client_certificate
    ):
        if settings.http is not HttpVersion.HTTP1:
            yield "transport.TLSClientConfig = &tls.Config{}"
        if not settings.verify:
            yield "transport.TLSClientConfig.InsecureSkipVerify = true"
        elif settings.ca_bundle:
            yield "pool := must(x509.SystemCertPool())"
            yield f"pool.AppendCertsFromPEM(must(os.ReadFile({go_text(settings.ca_bundle)})))"
            yield "transport.TLSClientConfig.RootCAs = pool"
        if settings.client_certificate:
            key = settings.client_key or settings.client_certificate
            pair = f"{go_text(settings.client_certificate)}, {go_text(key)}"
            yield f"certificate := must(tls.LoadX509KeyPair({pair}))"
            yield "transport.TLSClientConfig.Certificates = []tls.Certificate{certificate}"
    if request.proxy:
        yield f"transport.Proxy = http.ProxyURL(must(url.Parse({go_text(request.proxy)})))"


def _body(request: CodeRequest) -> str:
    if request.body is None:
        return "nil"
    told = [_piece(one) for one in request.body]
    if not told:
        return "bytes.NewReader(nil)"
    whole = told[0] if len(told) == 1 else f"bytes.Join([][]byte{{{', '.join(told)}}}, nil)"
    return f"bytes.NewReader({whole})"


def _piece(piece: Piece) -> str:
    if isinstance(piece, FilePiece):
        return f"must(os.ReadFile({go_text(piece.path)}))"
    text = text_of_bytes(piece)
    if text is None:
        written = "".join(
            chr(one) if 0x20 <= one < 0x7F and one not in b'"\\' else f"\\x{one:02x}"
            for one in piece
        )
        return f'[]byte("{written}")'
    return f"[]byte({go_text(text)})"
