"""Thunder Client's collections: folders and requests, on their way to the workspace's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outrider.importers.building.auth_writing import SENDS_NOTHING
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    RequestBuilder,
)
from outrider.importers.building.known_members import is_empty
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.typed_bodies import with_content_type
from outrider.importers.building.written_urls import (
    with_path_parameters,
    with_tool_scheme,
    without_fragment,
)
from outrider.importers.file_naming import FileNamer, slug
from outrider.importers.thunder.thunder_auth import read_thunder_auth
from outrider.importers.thunder.thunder_bodies import once, read_thunder_body, thunder_rows
from outrider.importers.thunder.thunder_documents import ThunderCollection
from outrider.importers.thunder.thunder_members import MEMBERS
from outrider.importers.thunder.thunder_templates import ThunderTemplates
from outrider.importers.thunder.thunder_tests import add_tests
from outrider.model.import_result import ImportedCollection
from outrider.model.workspace import RequestOptions

TOOL = "Thunder Client"
"""What reports call it."""

_IN_BRACES = re.compile(r"(?<!\{)\{([A-Za-z_][\w-]*)\}(?!\})")


class ThunderReader:
    """Walks through one collection."""

    def __init__(
        self,
        report: BuildReport,
        secrets: SecretNamer,
        names: FileNamer,
        templates: ThunderTemplates,
    ) -> None:
        self._report = report
        self._secrets = secrets
        self._names = names
        self._templates = templates
        self._drafts = CollectionBuilder(ImportedCollection("", "", "", ""))

    def read(self, collection: ThunderCollection, folder_id: str) -> CollectionBuilder:
        """Everything in it, below a folder of the workspace: empty for ``requests/`` itself."""
        self._report.source = collection.source
        name = self._report.title(collection.name) or TOOL
        origin = collection.id or f"{TOOL}: {name}"
        self._drafts.identity = ImportedCollection(
            folder_id, slug(name, "collection"), name, origin
        )
        root = self._folder(collection.data, folder_id, name, "")
        if root.auth is None:
            root.auth = SENDS_NOTHING
        folders = tables(collection.data.get("folders"))
        known = {text_of(one.get("_id")) for one in folders}
        inside: dict[str, list[tuple[bool, Mapping[str, Json]]]] = {}
        for is_request, rows in ((False, folders), (True, collection.requests)):
            for one in rows:
                container = text_of(one.get("containerId"))
                inside.setdefault(container if container in known else "", []).append(
                    (is_request, one)
                )
        self._children("", root, inside, [collection.data])
        for container in list(inside):
            # Folders that are in each other.
            self._children(container, root, inside, [collection.data])
        return self._drafts

    def _children(
        self,
        container: str,
        parent: FolderBuilder,
        inside: dict[str, list[tuple[bool, Mapping[str, Json]]]],
        around: list[Mapping[str, Json]],
    ) -> None:
        """What is in a folder and below it; each once, whatever names itself its own parent."""
        left = [(container, parent, around)]
        while left:
            known, folder, above = left.pop()
            deeper = []
            for is_request, one in sorted(inside.pop(known, []), key=_sort_key):
                title = shown_title(one.get("name"))
                place = f"{folder.place} / {title}" if folder.place else title
                if is_request:
                    self._request(one, folder, place, above)
                    continue
                child_id = self._names.take(folder.id, title, "folder-1")
                folder.order.append(child_id.rpartition("/")[2])
                made = self._folder(one, child_id, title or "Folder", place)
                deeper.append((text_of(one.get("_id")), made, [*above, one]))
            left += reversed(deeper)

    def _folder(
        self, data: Mapping[str, Json], folder_id: str, name: str, place: str
    ) -> FolderBuilder:
        report = self._report.at(place)
        report.title(data.get("name"))
        settings = _settings(data)
        draft = FolderBuilder(folder_id, name, place, text_of(settings.get("docs")))
        templates = self._templates.at(report, draft)
        if settings.get("auth"):
            draft.auth = read_thunder_auth(settings.get("auth"), report, self._secrets, templates)
        draft.headers = thunder_rows(settings.get("headers"), templates)
        if settings.get("envId"):
            report.lost(
                "The environment that is attached to the folder was not imported.",
                why="One environment is active for all requests.",
            )
        _tell_unread(settings, "settings", report)
        _tell_unread(data, "folder", report)
        self._drafts.folders.append(draft)
        return draft

    def _request(
        self,
        data: Mapping[str, Json],
        parent: FolderBuilder,
        place: str,
        around: list[Mapping[str, Json]],
    ) -> None:
        report = self._report.at(place)
        title = report.title(data.get("name"))
        draft = RequestBuilder("", title, place, text_of(data.get("docs")))
        templates = self._templates.at(report, draft)
        rows = tables(data.get("params"))
        paths = [row for row in rows if row.get("isPath")]
        written = without_fragment(text_of(data.get("url")).strip(), report)
        named = {text_of(row.get("name")) for row in paths}
        written = _IN_BRACES.sub(
            lambda match: f":{match[1]}" if match[1] in named else match[0], written
        )
        url = with_tool_scheme(templates.text(written), "http", TOOL, report)
        values = {
            text_of(row.get("name")): templates.text(text_of(row.get("value")))
            for row in paths
            if row.get("name") and not row.get("isDisabled")
        }
        url, draft.path = with_path_parameters(url, values, report)
        queries = [row for row in rows if not row.get("isPath")]
        draft.url, draft.query = once(url, thunder_rows(queries, templates))
        draft.name = title or draft.url or "Request"
        draft.id = self._names.take(parent.id, draft.name, "request")
        parent.order.append(draft.id.rpartition("/")[2])
        draft.method = text_of(data.get("method")).strip().upper() or "GET"
        draft.body, media = read_thunder_body(data.get("body"), report, templates)
        headers = thunder_rows(data.get("headers"), templates)
        draft.headers = with_content_type(headers, draft.body, media)
        draft.auth = read_thunder_auth(data.get("auth"), report, self._secrets, templates)
        for one in around:
            add_tests(_settings(one).get("tests"), draft, report, templates)
        add_tests(data.get("tests"), draft, report, templates)
        draft.options = RequestOptions(follow_redirects=True)
        _tell_unread(data, "request", report)
        if _settings(data).get("encodeUrl") is False and draft.query:
            report.changed(
                f"Parameters are encoded, although {TOOL} was set not to encode them.",
                advice="Write them into the URL where they must stay as they are.",
            )
        self._drafts.requests.append(draft)


def _settings(data: Mapping[str, Json]) -> Mapping[str, Json]:
    found = data.get("settings")
    return found if isinstance(found, Mapping) else {}


def _sort_key(one: tuple[bool, Mapping[str, Json]]) -> float:
    number = one[1].get("sortNum")
    return number if isinstance(number, int | float) and not isinstance(number, bool) else 0


def _tell_unread(data: Mapping[str, Json], kind: str, report: BuildReport) -> None:
    MEMBERS.tell(data, kind, report)
    for key in ("preReq", "postReq"):
        if not is_empty(data.get(key)):
            report.lost(
                f'Scripts and chained requests ("{key}") were not imported.',
                why="Outrider does not run scripts.",
            )
