"""A request of an archive as a workspace has it, without what each send computes anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct, field

from outrider.importers.building.loose_values import text_of
from outrider.importers.curl.curl_body import text_body
from outrider.importers.curl.curl_headers import declared_media_type, tell_refused, without_field
from outrider.importers.empty_file_parts import tell_empty_file_parts
from outrider.importers.har.archive_members import tell_entry
from outrider.importers.har.har_document import NumberedEntry
from outrider.importers.har.left_out_entries import counted
from outrider.importers.har.malformed_members import tell_malformed
from outrider.importers.har_entries import HarEntry, har_entry, har_pairs
from outrider.model.connection import HttpVersion
from outrider.model.import_result import ImportReport
from outrider.model.message import Content, MultipartContent, PartContent, TextContent
from outrider.model.secret import MaybeSecret, reveal
from outrider.model.workspace import Body, FileBody, MultipartBody, MultipartPart, NameValueRow
from outrider.variables.reference_grammar import escape
from outrider.variables.url.path_segments import escape_colons

_COMPUTED = frozenset(
    ("accept-encoding", "connection", "content-length", "keep-alive", "proxy-connection", "te",
     "trailer", "transfer-encoding", "upgrade")
)  # fmt: skip
_CONDITIONS = frozenset(("if-none-match", "if-modified-since"))
_PORTS = {"http": 80, "https": 443}


class ArchivedRequest(Struct):
    """A request on its way.

    Attributes:
        entry: as it was recorded.
        url: as it is sent, without a fragment.
        headers: rows as the workspace has them; those of credentials are literal still.
        query: rows of an entry whose URL has none.
        place: where it stands in the archive, for the report.
        folder: the title of its page.
        data: bytes of a body that are no text, for a file of their own.
        same: later ones with the same method, URL and body.
    """

    entry: HarEntry
    place: str
    folder: str
    method: str
    url: str
    headers: list[NameValueRow]
    query: tuple[NameValueRow, ...] = ()
    body: Body | None = None
    data: bytes | None = None
    http: HttpVersion | None = None
    same: list[ArchivedRequest] = field(default_factory=list)

    @property
    def template(self) -> str:
        """The URL as a workspace has it: nothing in it is a reference or a parameter."""
        return escape_colons(escape(self.url))


class RequestRecorder:
    """Reads entries, and counts what of their headers is not imported."""

    def __init__(self, report: ImportReport, name: str) -> None:
        self._report = report
        self._name = name or "the text"
        self._removed: Counter[str] = Counter()
        self._switched_off = 0

    def read(self, one: NumberedEntry, folder: str) -> ArchivedRequest:
        """The request of an entry.

        Raises:
            ImportRejected: it has no method or no URL.
        """
        report = self._report.at(one.place)
        entry = har_entry(one.table, self._name, one.number)
        asked: Mapping[str, Any] = one.table["request"]
        tell_malformed(one.table, report)
        tell_entry(one.table, report)
        url = reveal(entry.request.url).partition("#")[0].replace("\0", "%00")
        found = ArchivedRequest(
            entry,
            one.place,
            folder,
            escape(entry.request.method),
            url,
            list(self._rows(entry, url, har_pairs(asked.get("cookies")))),
            http=_version(text_of(asked.get("httpVersion"))),
        )
        self._query(found, har_pairs(asked.get("queryString")), report)
        self._body(found, asked, report)
        tell_refused(found.headers, report)
        if entry.response is None and one.table.get("response"):
            why = f"The file says: {entry.problem}." if entry.problem else ""
            report.lost("The request was imported without a response: none was recorded.", why=why)
        return found

    def tell(self) -> None:
        """Tells how many headers were left out, once all entries are read."""
        if self._removed:
            names = ", ".join(f"{name} ({count})" for name, count in self._removed.most_common())
            self._report.carried(
                f"{counted(self._removed.total(), 'header')} removed, since sending adds them: "
                f"{names}."
            )
        if self._switched_off:
            self._report.changed(
                f"{counted(self._switched_off, 'conditional header')} switched off.",
                why="With If-None-Match or If-Modified-Since, a server may return no body.",
            )

    def _rows(
        self, entry: HarEntry, url: str, cookies: list[tuple[str, str]]
    ) -> list[NameValueRow]:
        rows: list[NameValueRow] = []
        jar: list[str] = []
        for line in entry.request.headers:
            name, low = line.name, line.name.lower()
            # Chrome joins several of one name by line breaks.
            for value in reveal(line.value).replace("\0", "").splitlines() or [""]:
                if low.startswith(":") or low in _COMPUTED:
                    self._removed[low] += 1
                elif low.startswith("sec-"):
                    self._removed["sec-*"] += 1
                elif low == "host" and _is_host_of(value, url):
                    self._removed["host"] += 1
                elif low == "cookie":
                    # HTTP/2 has a line for each (RFC 9113 §8.2.3).
                    jar.append(value)
                else:
                    enabled = low not in _CONDITIONS
                    self._switched_off += not enabled
                    rows.append(NameValueRow(escape(name), escape(value), enabled=enabled))
        if not jar:
            jar = [f"{name}={value}" for name, value in cookies]
        if jar:
            rows.append(NameValueRow("Cookie", escape("; ".join(filter(None, jar)))))
        return rows

    def _query(
        self, found: ArchivedRequest, rows: list[tuple[str, str]], report: ImportReport
    ) -> None:
        """A URL says what its query is; where it has none, ``queryString`` does."""
        if rows and "?" not in found.url:
            found.query = tuple(NameValueRow(escape(name), escape(value)) for name, value in rows)
            report.changed("The query was taken from queryString: the URL has none.")

    def _body(self, found: ArchivedRequest, asked: Mapping[str, Any], report: ImportReport) -> None:
        content = found.entry.request.content
        kind = declared_media_type(found.headers)
        if content is None:
            return
        data = asked.get("postData")
        named = text_of(data.get("mimeType")) if isinstance(data, Mapping) else ""
        comment = text_of(data.get("comment")) if isinstance(data, Mapping) else ""
        if comment and not _text(content)[0]:
            report.lost("The body is not in the file.", why=f"The file says: {comment}")
        if isinstance(content, MultipartContent):
            found.body = MultipartBody(tuple(_part(one, report) for one in content.parts))
            found.headers = [row for row in found.headers if row.name.lower() != "content-type"]
            if kind:
                self._removed["content-type of multipart"] += 1
            return
        if not kind and named and "\n" not in named:
            found.headers.append(NameValueRow("Content-Type", escape(named)))
            kind = named
        text, found.data = _text(content)
        if found.data is not None:
            found.body = FileBody("", escape(kind) or None)
            return
        tell_empty_file_parts(text, report)
        found.body = text_body(text, kind, report)
        if found.body is not None and not kind:
            without_field(found.headers, "Content-Type")


def _text(content: Content) -> tuple[str, bytes | None]:
    """The text of a body; its bytes where it is none."""
    if not isinstance(content, TextContent):
        return "", None
    written = reveal(content.text)
    data = content.encoded(written)
    try:
        text = data.decode() if content.codec != "utf_8" else written
    except UnicodeDecodeError:
        return "", data
    return ("", data) if "\0" in text else (text, None)


def _part(part: PartContent, report: ImportReport) -> MultipartPart:
    def told(value: MaybeSecret | None) -> str | None:
        return None if value is None else escape(reveal(value).replace("\0", ""))

    name, filename, kind = told(part.name) or "", told(part.filename), told(part.content_type)
    text = part.content.text if isinstance(part.content, TextContent) else ""
    value = told(text) or ""
    if filename and not value:
        report.changed(
            f'Part "{name}" sends file "{filename}".', why="The archive has no bytes of it."
        )
        return MultipartPart(name, file=filename, content_type=kind)
    return MultipartPart(name, value, filename=filename, content_type=kind)


def _is_host_of(value: str, url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme.lower())
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return value.strip().lower() in {f"{host}:{port}", *([host] if _is_default(url) else [])}


def _is_default(url: str) -> bool:
    parts = urlsplit(url)
    return parts.port in {None, _PORTS.get(parts.scheme.lower())}


def _version(written: str) -> HttpVersion | None:
    is_later = re.match(r"h(?:ttp/)?[23]|quic", written, re.IGNORECASE)
    return HttpVersion.AUTO if is_later else None
