"""A collection's folders and requests, on their way to the workspace's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    ImportedScript,
    RequestBuilder,
)
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import FileNamer, slug
from outrider.importers.postman.postman_auth import read_postman_auth
from outrider.importers.postman.postman_body import ImportedBody, read_postman_body
from outrider.importers.postman.postman_content_type import (
    content_type_of,
    settle_content_type,
)
from outrider.importers.postman.postman_documents import (
    DEEPEST,
    PostmanDocument,
    description_of,
    is_enabled,
)
from outrider.importers.postman.postman_headers import ADDED_BY_ITSELF, header_pairs, read_headers
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.postman_urls import read_url
from outrider.importers.postman.postman_variables import constants_of, read_values
from outrider.importers.postman.unread_members import (
    tell_unread_of_collection,
    tell_unread_of_example,
    tell_unread_of_folder,
    tell_unread_of_request,
)
from outrider.model.connection import HttpVersion
from outrider.model.import_result import ExampleResponse, ImportedCollection
from outrider.model.message import FieldLine
from outrider.model.workspace import (
    RequestOptions,
    Scalar,
)


def read_examples(
    responses: Json, request_id: str, report: PostmanImportReport
) -> Iterator[ExampleResponse]:
    """Each example of a request."""
    names = FileNamer()
    for one in tables(responses):
        code = one.get("code")
        tell_unread_of_example(one, report)
        title = report.title(one.get("name")) or text_of(one.get("status")) or text_of(code)
        yield ExampleResponse(
            request_id=request_id,
            name=names.take("", title, "example"),
            status=code if isinstance(code, int) and not isinstance(code, bool) else None,
            reason=text_of(one.get("status")),
            fields=tuple(FieldLine(row.name, row.value) for row in header_pairs(one.get("header"))),
            body=text_of(one.get("body")),
        )


_REFERENCES = re.compile(r"(\{\{[^{}]*\}\})")
_METHODS_WITHOUT_BODY = frozenset({"GET", "COPY", "HEAD", "PURGE", "UNLOCK"})
"""Methods whose body Postman leaves out unless the request says otherwise."""

_HTTP_VERSIONS = {
    "http1": HttpVersion.HTTP1,
    "http2": HttpVersion.HTTP2,
    "auto": HttpVersion.AUTO,
}
_BEHAVIOURS = {
    "disableCookies": "Outrider does not store cookies.",
    "followOriginalHttpMethod": "Outrider sets the method after a redirect as RFC 9110 defines.",
    "followAuthorizationHeader": "Outrider sends no credential to another host after a redirect.",
    "maxRedirects": "The limit is the same for all requests.",
    "strictSSL": "TLS verification belongs to environments: verify in [tls].",
    "tlsDisabledProtocols": "TLS settings belong to environments.",
    "tlsPreferServerCiphers": "TLS settings belong to environments.",
    "tlsCipherSelection": "TLS settings belong to environments.",
    "insecureHTTPParser": "Outrider reports malformed responses and does not repair them.",
    "removeRefererHeaderOnRedirect": "Outrider adds no Referer header.",
    "disableUrlEncoding": "Outrider sends URLs as they are typed.",
}


class CollectionReader:
    """Walks through one collection: ``secrets`` takes its literal credentials."""

    def __init__(self, report: PostmanImportReport, secrets: SecretNamer, names: FileNamer) -> None:
        self._report = report
        self._secrets = secrets
        self._names = names
        self._drafts = CollectionBuilder(ImportedCollection("", "", "", ""))

    def read(self, document: PostmanDocument, folder_id: str) -> CollectionBuilder:
        """Everything in it, below a folder of the workspace: empty for ``requests/`` itself."""
        self._report.source = document.source.name
        data = document.data
        name = self._report.title(document.title) or "Collection"
        origin = text_of(document.info.get("_postman_id")) or name
        self._drafts.identity = ImportedCollection(
            folder_id, slug(name, "collection"), name, origin
        )
        tell_unread_of_collection(data, self._report.at())
        root = self._folder(data, folder_id, name, "")
        root.description = description_of(document.info.get("description"))
        self._items(data.get("item"), root, _behaviours(data, {}), 0)
        return self._drafts

    def _folder(
        self, item: Mapping[str, Json], folder_id: str, name: str, place: str
    ) -> FolderBuilder:
        report = self._report.at(place)
        values = read_values(item.get("variable"), report)
        scripts, constants = _without_constants(item, weak=True)
        for key, value in constants.items():
            if key not in values.secrets:
                values.variables.setdefault(report.name(key), _constant(value, report))
        draft = FolderBuilder(
            folder_id,
            name,
            place,
            description_of(item.get("description")),
            read_postman_auth(item.get("auth"), report, self._secrets),
            scripts,
            list(values.comments),
            values=values,
        )
        self._drafts.folders.append(draft)
        return draft

    def _items(
        self, items: Json, parent: FolderBuilder, behaviours: Mapping[str, Json], depth: int
    ) -> None:
        for item in tables(items):
            title = shown_title(item.get("name"))
            place = f"{parent.place} / {title}" if parent.place else title
            report = self._report.at(place)
            report.title(item.get("name"))
            found = _behaviours(item, behaviours)
            if isinstance(item.get("item"), list):
                if depth >= DEEPEST:
                    report.lost("Folders are nested too deeply: this one was not imported.")
                    continue
                child_id = self._names.take(parent.id, title, "folder-1")
                parent.order.append(child_id.rpartition("/")[2])
                tell_unread_of_folder(item, report)
                child = self._folder(item, child_id, title or "Folder", place)
                self._items(item["item"], child, found, depth + 1)
            elif "request" in item:
                self._request(item, parent, found, place)
            else:
                report.lost("This item is neither a folder nor a request.")

    def _request(
        self,
        item: Mapping[str, Json],
        parent: FolderBuilder,
        behaviours: Mapping[str, Json],
        place: str,
    ) -> None:
        request, report = item["request"], self._report.at(place)
        table: Mapping[str, Json] = (
            request if isinstance(request, Mapping) else {"url": text_of(request)}
        )
        tell_unread_of_request(item, report)
        title = shown_title(item.get("name"))
        address = read_url(table.get("url"), report)
        request_id = self._names.take(parent.id, title or address.url, "request")
        parent.order.append(request_id.rpartition("/")[2])
        # Postman sends every method in capitals.
        method = report.template(_in_capitals(text_of(table.get("method")).strip())) or "GET"
        system = behaviours.get("disabledSystemHeaders")
        headers = read_headers(table.get("header"), report, system)
        read = read_postman_body(table.get("body"), report, content_type_of(headers))
        if (
            read.body is not None
            and method in _METHODS_WITHOUT_BODY
            and not behaviours.get("disableBodyPruning")
        ):
            report.changed(f"The body was removed: Postman sends none with {method}.")
            read = ImportedBody()
        headers = settle_content_type(headers, read, system, report)
        scripts, constants = _without_constants(item, weak=False)
        description = description_of(item.get("description")) or description_of(
            table.get("description")
        )
        self._drafts.requests.append(
            RequestBuilder(
                request_id,
                title or address.url,
                place,
                description,
                read_postman_auth(table.get("auth"), report, self._secrets),
                scripts,
                [],
                headers,
                method,
                address.url,
                address.query,
                address.path,
                read.body,
                _options(behaviours, report),
                {report.name(key): _constant(value, report) for key, value in constants.items()},
                source=item,
            )
        )
        self._drafts.responses += read_examples(item.get("response"), request_id, report)


def _constant(value: Scalar, report: PostmanImportReport) -> Scalar:
    return report.template(value) if isinstance(value, str) else value


def _options(behaviours: Mapping[str, Json], report: PostmanImportReport) -> RequestOptions:
    for name, value in behaviours.items():
        if name in _BEHAVIOURS:
            report.changed(
                f"Setting {name} = {text_of(value)} was not imported.", why=_BEHAVIOURS[name]
            )
        elif name == "protocolVersion" and text_of(value) in _HTTP_VERSIONS:
            continue
        elif name not in {"followRedirects", "disableBodyPruning", "disabledSystemHeaders"}:
            report.lost(f"Setting {name} = {text_of(value)} was not imported.")
        elif name == "disabledSystemHeaders" and value:
            names = list(value) if isinstance(value, Mapping) else [text_of(value)]
            more = [one for one in names if one.lower() not in ADDED_BY_ITSELF]
            if more:
                what = (
                    f"Outrider may add headers that Postman was set not to add: {', '.join(more)}."
                )
                report.changed(what)
    # Postman follows redirects unless it is told not to.
    return RequestOptions(
        follow_redirects=behaviours.get("followRedirects") is not False,
        http=_HTTP_VERSIONS.get(text_of(behaviours.get("protocolVersion", ""))),
    )


def _behaviours(item: Mapping[str, Json], above: Mapping[str, Json]) -> Mapping[str, Json]:
    """What Postman's settings say; the nearest wins."""
    own = item.get("protocolProfileBehavior")
    return {**above, **own} if isinstance(own, Mapping) else above


def _in_capitals(method: str) -> str:
    """A method in capitals, the names of variables in it as they are."""
    parts = _REFERENCES.split(method)
    return "".join(one if index % 2 else one.upper() for index, one in enumerate(parts))


def _scripts(item: Mapping[str, Json]) -> Iterator[ImportedScript]:
    events = item.get("event")
    for event in [events] if isinstance(events, Mapping) else tables(events):
        script = event.get("script")
        lines = script.get("exec") if isinstance(script, Mapping) else script
        text = "\n".join(map(text_of, lines)) if isinstance(lines, list) else text_of(lines)
        if text.strip():
            yield ImportedScript(text_of(event.get("listen")), text, is_enabled(event))


def _without_constants(
    item: Mapping[str, Json], *, weak: bool
) -> tuple[list[ImportedScript], dict[str, Scalar]]:
    """The scripts that do more than to set variables, and the variables that the others set."""
    kept: list[ImportedScript] = []
    values: dict[str, Scalar] = {}
    for script in _scripts(item):
        runs_first = script.listen == "prerequest" and script.enabled
        found = constants_of(script.text, weak=weak) if runs_first else None
        if found is None:
            kept.append(script)
        else:
            values |= found
    return kept, values
