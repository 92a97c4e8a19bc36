"""HTTPie and its like, by what curl would have to be told to send the same (HTTPie's manual)."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Iterator, Sequence
from typing import Any

from outrider.credential_shapes import looks_made
from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.curl_urls import url_encode
from outrider.importers.curl.operations import OTHER_AUTH, CurlOperation, CurlOption
from outrider.importers.curl.program_options import OptionWords, parsed_options
from outrider.importers.curl.scheme_proxies import proxy_options
from outrider.importers.curl.shell_command import VARIABLE, ShellCommand
from outrider.importers.curl.shell_constructs import CalledProgram
from outrider.importers.curl.timeouts import timeout_option
from outrider.importers.httpie.httpie_items import (
    FieldConflict,
    RequestItem,
    WrittenJson,
    nested_json,
    read_item,
)
from outrider.importers.httpie.httpie_options import ANSWER, OPTIONS
from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport
from outrider.model.secret import MASK

_METHOD = re.compile(r"[A-Za-z]+")
_SCHEME = re.compile(r"[A-Za-z][\w.+-]*://")
_LOCAL = re.compile(r":(?::|(\d*)(/?.*))", re.DOTALL)
_FORM = "application/x-www-form-urlencoded; charset=utf-8"
_JSON = "application/json"
_PROXY_SCHEME = re.compile(r"^(https?|all):(?!//)", re.IGNORECASE)
"""What stands before the URL of a proxy: which URLs it is for."""
_HANDLED = frozenset(
    ("auth", "auth-type", "bearer", "cert", "cert-key", "cert-key-pass", "default-scheme", "follow",
     "form", "https", "json", "multipart", "path-as-is", "proxy", "raw", "timeout", "verify")
)  # fmt: skip


class HttpieProgram:
    """One operation for a command."""

    name = "httpie"

    def operations(
        self, command: ShellCommand, called: CalledProgram, files: AtFileReader
    ) -> Sequence[CurlOperation]:
        """That of a command; what has no word here is told."""
        before = len(command.words) - len(called.arguments)
        bare = {index - before for index in command.bare}
        words = parsed_options(_without_subcommand(called), OPTIONS, bare)
        return [_HttpieCommand(words, called.written, command, files).operation()]


def _without_subcommand(called: CalledProgram) -> Sequence[str]:
    """The arguments without ``http`` behind ``httpie``, its name for a request."""
    is_named = called.written == "httpie" and called.arguments[:1] in (["http"], ["https"])
    return called.arguments[1:] if is_named else called.arguments


class _HttpieCommand:
    def __init__(
        self, words: OptionWords, program: str, command: ShellCommand, files: AtFileReader
    ) -> None:
        self._words = words
        self._program = program
        self._command = command
        self._files = files
        self._report: ImportReport = files.report
        self._is_form = words.has("form") or words.has("multipart")
        # What the body is said to be, and whether it has parts: known once it is read.
        self._kind = ""
        self._sends_parts = False

    def operation(self) -> CurlOperation:
        words, unread = list(self._words.words), list(self._words.unread)
        method = words.pop(0).upper() if len(words) > 1 and _METHOD.fullmatch(words[0]) else ""
        if not words and unread:
            words.append(unread.pop(0))
        if len(words) == 1 and unread and method == "" and _METHOD.fullmatch(words[0]):
            # The word that only a shell knows is where it goes to.
            method, words = words[0].upper(), [unread.pop(0)]
        self._tell()
        items = list(self._items(words[1:]))
        body = list(self._body(items))
        scheme = self._words.last("default-scheme") or (
            "https" if self._program in {"https", "xhs"} or self._words.has("https") else "http"
        )
        urls = tuple(map(_url, words[:1]))
        options = [
            CurlOption("globoff"),
            *self._defaults(items, has_body=bool(body)),
            *self._headers(items),
            *(CurlOption("url-query", f"+{one}") for one in self._query(items)),
            *body,
            *self._credentials(),
            *self._connection(urls, scheme),
        ]
        if method == "HEAD":
            options.append(CurlOption("head"))
        elif method or body:
            options.append(CurlOption("request", method or "POST"))
        options.append(CurlOption("proto-default", scheme))
        return CurlOperation(tuple(options), urls, unread=tuple(unread), program=self._program)

    def _tell(self) -> None:
        names = dict.fromkeys(name for name, _ in self._words.options)
        answer = [f"--{name}" for name in names if name in ANSWER]
        if answer:
            self._report.carried(f"Output options were ignored: {', '.join(answer)}.")
        for one in self._words.unknown:
            self._report.lost(f"Unknown or ambiguous option {one} of {self._program}.")
        for name in names:
            if name not in ANSWER and name not in _HANDLED:
                value = self._words.last(name) or ""
                # A session may be called by anything: what nobody wrote may open something.
                is_made = name.startswith("session") and looks_made(value)
                told = MASK if is_made else without_credentials(value)
                shown = f"={told}" if value else ""
                self._report.lost(f"--{name}{shown} was not imported.")

    def _items(self, words: Sequence[str]) -> Iterator[RequestItem]:
        for word in words:
            item = read_item(word)
            if item is None:
                self._report.lost(
                    f'Item "{without_credentials(word)}" was not imported.',
                    why="It has no separator, such as = or :, so that HTTPie refuses it.",
                )
                continue
            # What is read from a file is the value.
            if item.separator in {"=@", ":@", "==@", ":=@"}:
                text = self._files.text(item.value)
                if item.separator in {":@", "==@"}:
                    text = text.rstrip("\n")
                item = RequestItem(item.name, item.separator[:-1], text)
            yield item

    def _defaults(self, items: Sequence[RequestItem], *, has_body: bool) -> Iterator[CurlOption]:
        """What HTTPie says of a body, where the command does not."""
        given = {one.name.lower() for one in items if one.separator in {":", ";"}}
        is_json = self._words.has("json") or (has_body and not self._is_form)
        kind = self._kind or (_JSON if is_json else _FORM if has_body else "")
        if is_json and "accept" not in given:
            yield CurlOption("header", "Accept: application/json, */*;q=0.5")
        if kind and "content-type" not in given and not self._sends_parts:
            yield CurlOption("header", f"Content-Type: {kind}")

    def _headers(self, items: Sequence[RequestItem]) -> Iterator[CurlOption]:
        for item in items:
            if item.separator == ":":
                value = item.value.strip()
                yield CurlOption("header", f"{item.name}: {value}" if value else f"{item.name}:")
            elif item.separator == ";":
                if item.value:
                    self._report.lost(
                        f'Item "{item.name};" has a value, so that HTTPie refuses it.'
                    )
                yield CurlOption("header", f"{item.name};")

    def _query(self, items: Sequence[RequestItem]) -> Iterator[str]:
        for item in items:
            if item.separator == "==":
                yield f"{url_encode(item.name)}={url_encode(item.value)}"

    def _body(self, items: Sequence[RequestItem]) -> Iterator[CurlOption]:
        files = [one for one in items if one.separator == "@"]
        raw = self._words.last("raw")
        command = self._command
        has_stdin = command.stdin is not None or bool(command.stdin_file) or bool(command.piped)
        fields = [one for one in items if one.separator in {"=", ":="}]
        if raw is not None:
            yield CurlOption("data-raw", raw)
        elif has_stdin and not self._words.has("ignore-stdin") and not fields and not files:
            yield CurlOption("data-binary", "@-")
        elif len(files) == 1 and not files[0].name and not fields:
            path, _, kind = files[0].value.partition(";type=")
            self._kind = kind or mimetypes.guess_type(path)[0] or ""
            yield CurlOption("data-binary", f"@{path}")
        elif self._words.has("multipart") or (files and self._is_form):
            self._sends_parts = True
            yield from self._parts(items)
        elif self._is_form:
            pairs = (f"{url_encode(one.name)}={url_encode(self._plain(one))}" for one in fields)
            if fields:
                yield CurlOption("data-raw", "&".join(pairs))
        else:
            for one in files:
                self._report.lost(
                    f'File "{without_credentials(one.value)}" was not imported.',
                    why="HTTPie sends files with --form or --multipart only.",
                )
            if fields:
                yield from self._json_body(fields)

    def _json_body(self, fields: Sequence[RequestItem]) -> Iterator[CurlOption]:
        kept: list[tuple[str, Any]] = []
        for one in fields:
            value: Any = one.value
            if one.separator == ":=":
                value = self._json_value(one)
            try:
                nested_json([*kept, (one.name, value)])
            except FieldConflict:
                self._report.lost(
                    f'Field "{without_credentials(one.name)}" was not imported.',
                    why="Its name does not fit to the fields before it.",
                )
                continue
            kept.append((one.name, value))
        yield CurlOption("data-raw", nested_json(kept))

    def _json_value(self, item: RequestItem) -> Any:
        if VARIABLE.search(item.value):
            return WrittenJson(item.value)
        try:
            return json.loads(item.value)
        except (ValueError, RecursionError):
            self._report.changed(
                f'Field "{without_credentials(item.name)}" was imported as text.',
                why="Its value is not JSON, so that HTTPie refuses it.",
            )
            return item.value

    def _plain(self, item: RequestItem) -> str:
        """The value of a field of a form: that of JSON is written as JSON."""
        if item.separator == "=" or VARIABLE.search(item.value):
            return item.value
        value = self._json_value(item)
        return value if isinstance(value, str) else json.dumps(value)

    def _parts(self, items: Sequence[RequestItem]) -> Iterator[CurlOption]:
        for one in items:
            if one.separator in {"=", ":="}:
                yield CurlOption("form-string", f"{one.name}={self._plain(one)}")
            elif one.separator == "@":
                path, _, kind = one.value.partition(";type=")
                quoted = path.replace("\\", "\\\\").replace('"', '\\"')
                kind = kind or mimetypes.guess_type(path)[0] or ""
                typed = f";type={kind}" if kind else ""
                yield CurlOption("form", f'{one.name}=@"{quoted}"{typed}')

    def _credentials(self) -> Iterator[CurlOption]:
        auth, kind = self._words.last("auth"), (self._words.last("auth-type") or "basic").lower()
        if (token := self._words.last("bearer")) is not None:
            auth, kind = token, "bearer"
        if kind == "bearer" and auth is not None:
            yield CurlOption("oauth2-bearer", auth)
            return
        is_known = kind in {"basic", "digest"}
        if kind == "digest":
            yield CurlOption("digest")
        elif not is_known:
            # Also without --auth: the URL may have the user's name and password.
            yield CurlOption(OTHER_AUTH, kind)
        if auth is not None:
            yield CurlOption("user", auth)
            if is_known and ":" not in auth and not VARIABLE.search(auth):
                self._report.changed(
                    "The password was imported empty.", why="HTTPie asks for it while it runs."
                )

    def _connection(self, urls: Sequence[str], scheme: str) -> Iterator[CurlOption]:
        words = self._words
        if words.has("follow"):
            yield CurlOption("location")
        if words.has("path-as-is"):
            yield CurlOption("path-as-is")
        verify = words.last("verify")
        if verify is not None and verify.lower() in {"no", "false"}:
            yield CurlOption("insecure")
        elif verify is not None and verify.lower() not in {"yes", "true"}:
            yield CurlOption("cacert", verify)
        if certificate := words.last("cert"):
            yield CurlOption("cert", certificate.replace("\\", "\\\\").replace(":", "\\:"))
        for name, curl in (("cert-key", "key"), ("cert-key-pass", "pass")):
            if value := words.last(name):
                yield CurlOption(curl, value)
        proxies: dict[str, str] = {}
        for written in words.all("proxy"):
            found = _PROXY_SCHEME.match(written)
            proxies[found[1].lower() if found else "all"] = _proxy_url(written)
        yield from proxy_options(proxies, urls, scheme, self._report)
        if (seconds := words.last("timeout")) is not None:
            yield from timeout_option("--timeout", seconds, self._report)


def _url(written: str) -> str:
    """Where a URL goes to: ``:3000/x`` is on this computer."""
    if written.startswith("://"):
        return written[3:]
    if _SCHEME.match(written):
        return written
    local = _LOCAL.fullmatch(written)
    if local is None or local[2] is None:
        return written
    return f"localhost{':' if local[1] else ''}{local[1]}{local[2]}"


def _proxy_url(written: str) -> str:
    """The URL behind the protocol for which the proxy is."""
    url = _PROXY_SCHEME.sub("", written)
    host = re.split(r"[/?#]", url.partition("://")[2] or url)[0]
    has_port = re.search(r":\d+$", host) is not None
    return url if has_port or not url.startswith("http://") else f"{url.rstrip('/')}:80"
