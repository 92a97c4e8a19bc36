"""Hoppscotch's collections: folders and requests of any version, on their way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec.structs import replace

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    RequestBuilder,
)
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.typed_bodies import with_content_type
from outrider.importers.building.value_writing import ValueWriter
from outrider.importers.building.written_urls import (
    with_tool_scheme,
    without_fragment,
    without_path_parameters,
)
from outrider.importers.file_naming import FileNamer, slug
from outrider.importers.hoppscotch.hoppscotch_auth import old_auth, read_hoppscotch_auth
from outrider.importers.hoppscotch.hoppscotch_bodies import read_hoppscotch_body
from outrider.importers.hoppscotch.hoppscotch_members import MEMBERS
from outrider.importers.hoppscotch.hoppscotch_scripts import read_scripts
from outrider.importers.hoppscotch.hoppscotch_templates import HoppscotchTemplates
from outrider.model.import_result import ExampleResponse, ImportedCollection
from outrider.model.message import FieldLine
from outrider.model.workspace import GraphQLBody, NameValueRow, RequestOptions, Scalar

TOOL = "Hoppscotch"
"""What reports call it."""

_LOCAL = re.compile(r"(?:localhost|\d+(?:\.\d+){3}|\[[0-9a-fA-F:.]+\])(?=[/:?#]|\Z)")


def put_variables(
    rows: Json, values: VariableBuilder, report: BuildReport, templates: HoppscotchTemplates
) -> None:
    """The variables of an environment or a collection; what is set now wins over the first."""
    writer = ValueWriter(report, templates.text)
    for row in tables(rows):
        shared = row.get("initialValue") or row.get("value") or ""
        value = row.get("currentValue") or shared
        writer.put(
            values,
            text_of(row.get("key")),
            value,
            secret=row.get("secret") is True,
            # Hoppscotch shares the initial value only.
            local=value != shared,
        )


class HoppscotchReader:
    """Walks through one collection."""

    def __init__(self, report: BuildReport, secrets: SecretNamer, names: FileNamer) -> None:
        self._report = report
        self._secrets = secrets
        self._names = names
        self._templates = HoppscotchTemplates(report)
        self._drafts = CollectionBuilder(ImportedCollection("", "", "", ""))

    def read(self, data: Mapping[str, Json], folder_id: str) -> CollectionBuilder:
        """Everything in it, below a folder of the workspace: empty for ``requests/`` itself."""
        name = self._report.title(data.get("name")) or TOOL
        origin = text_of(data.get("_ref_id")) or text_of(data.get("id")) or f"{TOOL}: {name}"
        self._drafts.identity = ImportedCollection(
            folder_id, slug(name, "collection"), name, origin
        )
        left = [(data, self._folder(data, folder_id, name, ""))]
        while left:
            table, folder = left.pop()
            deeper = []
            for one in tables(table.get("folders")):
                title = shown_title(one.get("name"))
                child_id = self._names.take(folder.id, title, "folder-1")
                folder.order.append(child_id.rpartition("/")[2])
                place = f"{folder.place} / {title}" if folder.place else title
                deeper.append((one, self._folder(one, child_id, title or "Folder", place)))
            for one in tables(table.get("requests")):
                self._request(one, folder)
            left += reversed(deeper)
        return self._drafts

    def _folder(
        self, data: Mapping[str, Json], folder_id: str, name: str, place: str
    ) -> FolderBuilder:
        report = self._report.at(place)
        report.title(data.get("name"))
        templates = self._templates.at(report)
        draft = FolderBuilder(folder_id, name, place, text_of(data.get("description")))
        draft.auth = read_hoppscotch_auth(data.get("auth"), report, self._secrets, templates)
        draft.headers = _rows(data.get("headers"), templates)
        put_variables(data.get("variables"), draft.values, report, templates)
        draft.comments += draft.values.comments
        draft.scripts = list(read_scripts(data))
        MEMBERS.tell(data, "folder", report)
        self._drafts.folders.append(draft)
        return draft

    def _request(self, data: Mapping[str, Json], parent: FolderBuilder) -> None:
        title = shown_title(data.get("name"))
        place = f"{parent.place} / {title}" if parent.place else title
        report = self._report.at(place)
        report.title(data.get("name"))
        templates = self._templates.at(report)
        url = _url(data, report, templates)
        request_id = self._names.take(parent.id, title or url, "request")
        parent.order.append(request_id.rpartition("/")[2])
        draft = RequestBuilder(request_id, title or url, place, text_of(data.get("description")))
        draft.url = url
        draft.method = text_of(data.get("method")).strip().upper() or "GET"
        draft.query = tuple(_rows(data.get("params"), templates))
        headers = _rows(data.get("headers"), templates)
        if _is_graphql(data):
            draft.method = "POST"
            draft.body, media = _graphql(data, templates), ""
        else:
            draft.body, media = read_hoppscotch_body(_body(data), report, templates)
        draft.headers = with_content_type(_last_type(headers, report), draft.body, media)
        draft.auth = read_hoppscotch_auth(old_auth(data), report, self._secrets, templates)
        draft.variables = _variables(data.get("requestVariables"), draft, report, templates)
        draft.scripts = list(read_scripts(data))
        draft.options = RequestOptions(follow_redirects=True)
        MEMBERS.tell(data, "request", report)
        self._drafts.requests.append(draft)
        self._examples(data.get("responses"), draft, report)

    def _examples(self, responses: Json, draft: RequestBuilder, report: BuildReport) -> None:
        names = FileNamer()
        found = responses.values() if isinstance(responses, Mapping) else tables(responses)
        for one in tables(list(found)):
            code, title = one.get("code"), report.title(one.get("name"))
            self._drafts.responses.append(
                ExampleResponse(
                    request_id=draft.id,
                    name=names.take("", title or text_of(code), "example"),
                    status=code if isinstance(code, int) and not isinstance(code, bool) else None,
                    reason=text_of(one.get("status")),
                    fields=tuple(
                        FieldLine(text_of(row.get("key")), text_of(row.get("value")))
                        for row in tables(one.get("headers"))
                    ),
                    body=text_of(one.get("body")),
                )
            )


def _url(data: Mapping[str, Json], report: BuildReport, templates: HoppscotchTemplates) -> str:
    """The endpoint; in the first version it is in two parts."""
    written = text_of(data.get("endpoint"))
    if not written:
        written = f"{text_of(data.get('url'))}{text_of(data.get('path'))}"
    url = templates.text(without_fragment(written.strip(), report))
    scheme = "http" if _LOCAL.match(url) else "https"
    return without_path_parameters(with_tool_scheme(url, scheme, TOOL, report))


def _rows(rows: Json, templates: HoppscotchTemplates) -> list[NameValueRow]:
    return [
        NameValueRow(
            templates.text(text_of(row.get("key")).strip()),
            templates.text(text_of(row.get("value"))),
            row.get("active") is not False,
            text_of(row.get("description")),
        )
        for row in tables(rows)
        if row.get("key") or row.get("value")
    ]


def _last_type(rows: list[NameValueRow], report: BuildReport) -> list[NameValueRow]:
    """Of several rows that say the media type, Hoppscotch sends the last."""
    typed = [row for row in rows if row.enabled and row.name.lower() == "content-type"]
    if len(typed) < 2:
        return rows
    report.changed(
        'Header "Content-Type" is there several times; all but the last were switched off.',
        why="Hoppscotch sends the last.",
    )
    return [
        replace(row, enabled=False) if any(row is one for one in typed[:-1]) else row
        for row in rows
    ]


def _body(data: Mapping[str, Json]) -> Json:
    """The body; the first version has its type, its text and its rows beside it."""
    body = data.get("body")
    if isinstance(body, Mapping):
        return body
    media, rows = text_of(data.get("contentType")), tables(data.get("bodyParams"))
    text = text_of(data.get("rawParams")) or text_of(body)
    if rows and media in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return {"contentType": media, "body": rows}
    return {"contentType": media, "body": text} if text.strip() not in {"", "{}"} else None


def _is_graphql(data: Mapping[str, Json]) -> bool:
    return "endpoint" not in data and isinstance(data.get("query"), str)


def _graphql(data: Mapping[str, Json], templates: HoppscotchTemplates) -> GraphQLBody:
    variables = templates.text(text_of(data.get("variables")))
    return GraphQLBody(
        templates.text(text_of(data.get("query"))),
        variables if variables.strip() not in {"", "{}"} else None,
    )


def _variables(
    rows: Json, draft: RequestBuilder, report: BuildReport, templates: HoppscotchTemplates
) -> dict[str, Scalar]:
    """Variables of a request: of several with one name the first, of empty ones none."""
    found: dict[str, Scalar] = {}
    for row in tables(rows):
        key, value = text_of(row.get("key")), text_of(row.get("value"))
        if not key:
            continue
        name = report.name(key)
        if row.get("active") is False:
            # In quotes, a credential is found by its name where comments are looked through.
            shown = json.dumps(value, ensure_ascii=False)
            draft.comments.append(f"switched off: {name} = {shown}" if value else name)
            report.changed(f'Variable "{name}" is switched off; it was kept as a comment.')
        elif name in found:
            report.changed(f'Variable "{name}" is defined twice; the first value is used.')
        elif value:
            found[name] = templates.text(value)
    return found
