"""One operation of curl as requests of a workspace."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from outrider.importers.building.sendable_requests import is_left_out
from outrider.importers.curl import curl_urls
from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.curl_auth import read_credentials, tell_two_credentials
from outrider.importers.curl.curl_body import (
    DATA,
    CurlBody,
    data_text,
    read_curl_body,
    url_encoded,
)
from outrider.importers.curl.curl_headers import (
    declared_media_type,
    field_setting,
    header_rows,
    tell_refused,
    without_field,
)
from outrider.importers.curl.curl_options import ANSWER, TOLD
from outrider.importers.curl.curl_redirects import follows_redirects, tell_redirects
from outrider.importers.curl.operations import OTHER_AUTH, CurlOperation, CurlOption
from outrider.importers.curl.shell_command import VARIABLE, template
from outrider.importers.importer import without_credentials
from outrider.importers.whole_queries import INSERTED, WHY_INSERTED, inserted_url, inserts_query
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.connection import HttpVersion
from outrider.model.workspace import (
    DEFAULT_TIMEOUT,
    FileBody,
    NameValueRow,
    Request,
    RequestOptions,
    TextBody,
    Variable,
)
from outrider.variables.url.path_segments import escape_colons

_WORDS = """
    form form-string upload-file header user-agent referer range cookie compressed user
    oauth2-bearer request get head location location-trusted max-time url-query globoff
    path-as-is proto-default insecure cacert cert key proxy proxy-user basic digest ntlm
    negotiate anyauth aws-sigv4 socks4 socks4a socks5 socks5-hostname proxy1.0 proxy-basic pass
"""
_VERSIONS = {
    "http1.1": HttpVersion.HTTP1,
    "http2": HttpVersion.AUTO,
    "http2-prior-knowledge": HttpVersion.HTTP2,
}
"""Versions of HTTP; curl's ``--http2`` takes HTTP/1.1 as well where the server has no other."""

_HANDLED = frozenset((*DATA, *_VERSIONS, *_WORDS.split(), OTHER_AUTH))
OPTIONS, METHOD = "options_from_shell", "method_from_shell"
"""References that stand for what only a shell knows, and have no value."""

_MOST_SECONDS = 86_400
_GLOB = re.compile(r"\{[^{}]*,[^{}]*\}|\[[^\]]+-[^\]]+\]")
_HTTP = ("http://", "https://", "\0")
_DEFAULT_TYPES = {"json": "application/json", "text": "text/plain; charset=utf-8"}


class OperationReader:
    """Turns one operation into requests; what cannot be carried is told in the files' report."""

    def __init__(self, operation: CurlOperation, files: AtFileReader) -> None:
        self._operation = operation
        self._files = files
        self._report = files.report
        self._has_data = any(
            one.name in DATA or one.name.startswith("form") for one in operation.options
        )

    @property
    def _has_query_data(self) -> bool:
        """Whether ``--get`` puts the data into the URL; what ``--form`` has stays a body."""
        forms = (one.name in {"form", "form-string"} for one in self._operation.options)
        return self._operation.on("get") and not any(forms)

    def requests(self) -> Iterator[Request]:
        """Their ids are still empty, their names are what they are about."""
        self._leave_aside()
        operation = self._operation
        uploads = list(operation.all("upload-file"))
        for one in uploads:
            if _GLOB.search(one) and not operation.on("globoff"):
                self._report.lost(
                    f"--upload-file {without_credentials(one)} was imported as the name of "
                    "one file.",
                    why="The command sends one request for each file named by braces and brackets.",
                )
        if not operation.urls and not operation.unread:
            self._report.lost(f"A {operation.program} command has no URL.")
        elif not operation.urls:
            self._report.lost(
                f"A {operation.program} command was not imported: its URL is not known.",
                why=f"It is in what a shell or a file provides: "
                f"{self._files.shown(' '.join(operation.unread))}.",
                advice="Import the command with its URL, or together with the file.",
            )
        for index, written in enumerate(operation.urls):
            upload = uploads[index] if index < len(uploads) else ""
            for url in [written] if operation.on("globoff") else curl_urls.expand_globs(written):
                request = self._request(url, upload)
                if request is None or is_left_out(request.method, request.url, self._report):
                    continue
                yield request

    def _leave_aside(self) -> None:
        names = dict.fromkeys(one.name for one in self._operation.options)
        answer = [f"--{name}" for name in names if name in ANSWER]
        if answer:
            self._report.carried(f"Output options were ignored: {', '.join(answer)}.")
        for name in names:
            if name in ANSWER or name in _HANDLED:
                continue
            value = self._operation.last(name)
            shown = f" {without_credentials(value)}" if value and name in TOLD else ""
            self._report.lost(f"--{name}{shown} was not imported.")
        for value in self._operation.all("cookie"):
            if value and "=" not in value and not VARIABLE.search(value):
                self._report.lost(
                    f"--cookie {without_credentials(value)} was not imported.",
                    why="It reads cookies saved by another command.",
                )

    def _request(self, written: str, upload: str) -> Request | None:
        operation = self._operation
        url = curl_urls.without_raw_bytes(written)
        url = curl_urls.with_scheme(url, operation.last("proto-default") or "http")
        if not url.lower().startswith(_HTTP):
            self._report.lost(
                f"{without_credentials(written)} was not imported: it is not an HTTP URL."
            )
            return None
        userinfo, url = curl_urls.split_userinfo(url)
        url = curl_urls.normalized(url, as_is=operation.on("path-as-is"))
        url = curl_urls.with_query(url, [*map(self._query_part, operation.all("url-query"))])
        rows = header_rows(operation, self._files)
        rows += self._unknown_rows()
        typed = declared_media_type(rows)
        given = {row.name.lower() for row in rows}
        body = CurlBody()
        if self._has_query_data:
            data = data_text(operation, self._files, in_url=True)
            url = curl_urls.with_query(url, [data or ""])
        elif not operation.on("head"):
            body = self._body(upload, typed)
        if upload not in {"", "-", "."} and isinstance(body.body, FileBody):
            url = curl_urls.with_file_name(url, upload)
        if "content-type" not in given and _needs_type(body):
            rows.append(NameValueRow("Content-Type", body.media_type))
        elif isinstance(body.body, FileBody | TextBody) and not body.media_type:
            # curl says nothing of what it uploads.
            without_field(rows, "Content-Type")
        field = field_setting(rows, "Authorization")
        credentials = read_credentials(operation, userinfo, self._report, field)
        if credentials.field:
            rows.append(NameValueRow("Authorization", template(credentials.field)))
        tell_refused(rows, self._report)
        tell_redirects(operation, rows, self._report)
        tell_two_credentials(credentials.auth, rows, body.body, self._report)
        variables: dict[str, Variable] = {}
        written_url = template(escape_colons(curl_urls.without_raw_bytes(url)))
        if inserts_query(written_url, lambda _: ()):
            whole = inserted_url(written_url)
            written_url = whole.reference
            variables = {whole.name: Variable(whole.text, UNKNOWN_LOCATION)}
            self._report.changed(INSERTED, why=WHY_INSERTED)
        return Request(
            id="",
            name=curl_urls.request_title(url),
            file="",
            method=self._method(upload, body),
            url=written_url,
            variables=variables,
            headers=tuple(rows),
            auth=credentials.auth,
            options=self._options(),
            body=body.body,
        )

    def _unknown_rows(self) -> Iterator[NameValueRow]:
        """Rows that nothing has a value for, so that a request that is not complete is not sent."""
        operation = self._operation
        asked = operation.last("request") or ""
        for name, shown in (
            (OPTIONS, " ".join(operation.unread)),
            (METHOD, asked if VARIABLE.search(asked) else ""),
        ):
            if shown:
                what = "Options of the command are" if name == OPTIONS else "The method is"
                self._report.lost(
                    f"{what} not known: {self._files.shown(shown)}.",
                    why="A shell or a file provides it; the import does not run commands.",
                    advice=f"Complete the request and remove header {{{{{name}}}}} before sending.",
                )
                yield NameValueRow(f"{{{{{name}}}}}", "")

    def _query_part(self, value: str) -> str:
        if value.startswith("+"):
            return value[1:]
        return curl_urls.in_lower_case(url_encoded(value, self._files))

    def _body(self, upload: str, typed: str) -> CurlBody:
        operation = self._operation
        options = [one for one in operation.options if one.name != "upload-file"]
        if upload and not self._has_data:
            options = [CurlOption("upload-file", upload)]
        return read_curl_body(CurlOperation(tuple(options), operation.urls), self._files, typed)

    def _method(self, upload: str, body: CurlBody) -> str:
        operation = self._operation
        asked = operation.last("request")
        if asked and not VARIABLE.search(asked):
            return template(asked)
        if operation.on("head"):
            return "HEAD"
        if self._has_query_data:
            return "GET"
        if self._has_data:
            return "POST"
        return "PUT" if upload else "GET"

    def _options(self) -> RequestOptions:
        operation = self._operation
        follows = follows_redirects(operation)
        last = next((one for one in reversed(operation.options) if one.name in _VERSIONS), None)
        http = _VERSIONS[last.name] if last is not None and last.on else None
        return RequestOptions(timeout=self._timeout(), follow_redirects=follows, http=http)

    def _timeout(self) -> float:
        """Seconds for the whole request; the default, and told, where nobody can say how many."""
        written = self._operation.last("max-time")
        if written is None:
            return DEFAULT_TIMEOUT
        try:
            timeout = float(written)
        except ValueError:
            timeout = math.nan
        if 0 < timeout <= _MOST_SECONDS:
            return timeout
        if VARIABLE.search(written):
            why = "A shell provides the value; the import does not run commands."
        elif timeout == 0:
            why = "0 means no limit in curl; a request of a workspace has one."
        else:
            why = f"It is not a number of seconds up to {_MOST_SECONDS:,}."
        self._report.lost(
            f"--max-time {self._files.shown(written)} was not imported: the timeout is "
            f"{DEFAULT_TIMEOUT:g} s.",
            why=why,
            advice="Set timeout in [options] of the request.",
        )
        return DEFAULT_TIMEOUT


def _needs_type(body: CurlBody) -> bool:
    """Whether curl adds a Content-Type by itself that the body does not say already."""
    default = _DEFAULT_TYPES.get(body.body.type) if isinstance(body.body, TextBody) else ""
    return isinstance(body.body, TextBody) and body.media_type not in {"", default}
