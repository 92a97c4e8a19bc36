"""HTTP Archives (HAR 1.2), as browsers, mitmproxy, ZAP, Fiddler and Charles write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from urllib.parse import urlsplit

from outrider.errors import ImportRejected
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    RequestBuilder,
)
from outrider.importers.building.loose_values import shown_title, text_of
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.sendable_requests import is_left_out
from outrider.importers.curl.curl_urls import request_title
from outrider.importers.file_naming import FileNamer, numbered, slug
from outrider.importers.har.archived_requests import ArchivedRequest, RequestRecorder
from outrider.importers.har.har_document import HarDocument, looks_like_har, read_archive
from outrider.importers.har.left_out_entries import api_entries
from outrider.importers.har.recorded_responses import RecordedResponses
from outrider.importers.har.token_calls import RecordedAuth, TokenCalls
from outrider.importers.importer import ImportSource, SourceFolder, compact_auth
from outrider.model.import_result import ImportedCollection, ImportResult
from outrider.model.workspace import AuthTable, FileBody, RequestOptions

NONE = compact_auth({"type": "none"})
"""What stops an inherited auth."""

_AUTH_FIELDS = frozenset(("authorization", "cookie"))


class HarImporter:
    """Requests with their recorded responses; token requests become auth."""

    name = "har"
    summary = "HAR files (HTTP Archive 1.2) of browsers, ZAP, Fiddler, mitmproxy and Charles."

    def recognises(self, text: str) -> bool:
        """Whether it is an archive, or an entry or a request of one."""
        return looks_like_har(text)

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Its files are named one by one."""
        del folder
        return False

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Every archive, each in a folder of its own where there are several.

        Raises:
            ImportRejected: one of them is broken or too large.
        """
        report = BuildReport()
        secrets = SecretNamer()
        names = FileNamer()
        built = ImportBuilder(report, secrets)
        for source in sources:
            report.source = source.name
            document = read_archive(source, report)
            title = shown_title(PurePath(document.name).stem.removesuffix(".har")) or "HAR"
            folder = names.take("", title, "har") if len(sources) > 1 else ""
            reader = _ArchiveReader(document, report, secrets, names)
            built.collections.append(reader.read(folder, title))
        report.source = ""
        return built.finish()


class _ArchiveReader:
    def __init__(
        self, document: HarDocument, report: BuildReport, secrets: SecretNamer, names: FileNamer
    ) -> None:
        self._document = document
        self._report = report
        self._secrets = secrets
        self._names = names
        self._responses = RecordedResponses(report)

    def read(self, folder_id: str, title: str) -> CollectionBuilder:
        origin = f"HAR {title}"
        made = CollectionBuilder(ImportedCollection(folder_id, slug(title, "har"), title, origin))
        root = FolderBuilder(folder_id, title, "", auth=NONE)
        made.folders.append(root)
        recorded = self._recorded()
        if not self._document.entries:
            self._report.lost("The file has no entries.")
        self._tell_sanitized(recorded)
        calls = TokenCalls(self._report, self._secrets)
        auths = calls.find(recorded)
        tables = [(one, calls.table(one, recorded)) for one in auths]
        fetched = {id(call) for one in auths for call in one.calls}
        kept = self._collapsed(one for one in recorded if id(one) not in fetched)
        usual = max(auths, key=lambda one: len(one.users), default=None)
        if usual is not None:
            root.auth = next(table for one, table in tables if one is usual)
        self._requests(kept, root, made, usual, tables)
        self._responses.tell()
        made.responses += self._responses.saved
        return made

    def _recorded(self) -> list[ArchivedRequest]:
        entries = api_entries(self._document.entries, self._report)
        recorder = RequestRecorder(self._report, self._document.name)
        found: list[ArchivedRequest] = []
        for one in entries:
            page = text_of(one.table.get("pageref"))
            try:
                read = recorder.read(one, self._document.pages.get(page, "") or page)
            except ImportRejected as refused:
                self._report.at(one.place).lost(
                    "The entry was not imported: it has no method or no URL.",
                    why="" if refused.code == "har" else refused.what,
                )
                continue
            if not is_left_out(read.method, read.url, self._report.at(one.place)):
                found.append(read)
        recorder.tell()
        return found

    def _tell_sanitized(self, recorded: Sequence[ArchivedRequest]) -> None:
        has_auth = any(row.name.lower() in _AUTH_FIELDS for one in recorded for row in one.headers)
        if recorded and not has_auth and self._document.is_of_chrome:
            self._report.lost(
                "The file has no Authorization and no Cookie headers: auth is not in it.",
                why="Chrome and Edge leave them out of a HAR file by default.",
                advice='Set [auth] in folder.toml, or export the file "with sensitive data".',
            )

    def _collapsed(self, recorded: Iterable[ArchivedRequest]) -> list[ArchivedRequest]:
        """The different ones; the same method, URL and body are the same request."""
        found: dict[tuple[object, ...], ArchivedRequest] = {}
        for one in recorded:
            key = (one.method, one.url, repr(one.query), repr(one.body), one.data)
            first = found.setdefault(key, one)
            if first is not one:
                first.same.append(one)
        for one in found.values():
            if one.same:
                self._tell_same(one)
        return list(found.values())

    def _tell_same(self, one: ArchivedRequest) -> None:
        headers = {(row.name.lower(), row.value) for row in one.headers}
        differ = any(
            {(row.name.lower(), row.value) for row in other.headers} != headers
            for other in one.same
        )
        self._report.at(one.place).changed(
            f"{len(one.same) + 1} entries with the same method, URL and body became one request.",
            why="Their headers differ; those of the first entry were imported." if differ else "",
        )

    def _requests(
        self,
        kept: Sequence[ArchivedRequest],
        root: FolderBuilder,
        made: CollectionBuilder,
        usual: RecordedAuth | None,
        tables: Sequence[tuple[RecordedAuth, AuthTable]],
    ) -> None:
        auth_of = {id(user): (one, table) for one, table in tables for user in one.users}
        labels = _Labels(kept)
        folders: dict[str, FolderBuilder] = {}
        titles = _titles(kept)
        for one in kept:
            parent = root
            if label := labels.of(one):
                parent = folders.get(label) or self._folder(label, root, made)
                folders[label] = parent
            title = titles[id(one)]
            request_id = self._names.take(parent.id, title)
            parent.order.append(request_id.rpartition("/")[2])
            used = auth_of.get(id(one))
            auth: AuthTable | None = None
            if used is None and usual is not None:
                auth = NONE
            elif used is not None and used[0] is not usual:
                auth = used[1]
            body = one.body
            if one.data is not None and isinstance(body, FileBody):
                body = FileBody(f"bodies/{request_id}.bin", body.content_type)
                made.files[body.file] = one.data
                self._report.at(one.place).changed(f'The body was saved in file "{body.file}".')
            made.requests.append(
                RequestBuilder(
                    request_id,
                    title,
                    one.place,
                    auth=auth,
                    headers=one.headers,
                    method=one.method,
                    url=one.template,
                    query=one.query,
                    body=body,
                    options=RequestOptions(http=one.http),
                )
            )
            for entry in (one, *one.same):
                if entry.entry.response is not None:
                    self._responses.add(request_id, entry.entry.response)

    def _folder(self, label: str, root: FolderBuilder, made: CollectionBuilder) -> FolderBuilder:
        title = shown_title(label)
        folder_id = self._names.take(root.id, title, "folder-1")
        root.order.append(folder_id.rpartition("/")[2])
        folder = FolderBuilder(folder_id, title, title)
        made.folders.append(folder)
        return folder


def _titles(kept: Sequence[ArchivedRequest]) -> dict[int, str]:
    """A name for each: its path, with the method before it where others have the same path."""
    paths = {id(one): shown_title(request_title(one.url)) for one in kept}
    methods: dict[str, set[str]] = {}
    for one in kept:
        methods.setdefault(paths[id(one)], set()).add(one.method)
    given: set[str] = set()
    numbers: dict[str, Iterator[str]] = {}
    found: dict[int, str] = {}
    for one in kept:
        path = paths[id(one)]
        title = f"{one.method} {path}" if len(methods[path]) > 1 else path
        names = numbers.setdefault(title, numbered(title, " "))
        found[id(one)] = next(name for name in names if name not in given)
        given.add(found[id(one)])
    return found


class _Labels:
    """By host where there are several, else by page where there are several."""

    def __init__(self, kept: Sequence[ArchivedRequest]) -> None:
        self._by_host = len({_host(one.url) for one in kept}) > 1
        self._by_page = len({one.folder for one in kept}) > 1

    def of(self, one: ArchivedRequest) -> str:
        if self._by_host:
            return _host(one.url)
        return one.folder if self._by_page else ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
