"""A workspace of Insomnia's: its folders and requests, on their way to the workspace's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    ImportedScript,
    RequestBuilder,
)
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.typed_bodies import with_content_type
from outrider.importers.building.written_urls import (
    with_path_parameters,
    with_tool_scheme,
    without_fragment,
)
from outrider.importers.file_naming import FileNamer, slug
from outrider.importers.insomnia.insomnia_auth import read_insomnia_auth
from outrider.importers.insomnia.insomnia_bodies import read_insomnia_body
from outrider.importers.insomnia.insomnia_documents import InsomniaNode, InsomniaWorkspace
from outrider.importers.insomnia.insomnia_environments import is_private, read_scope
from outrider.importers.insomnia.insomnia_templates import InsomniaTemplates
from outrider.importers.insomnia.unread_settings import (
    tell_application,
    tell_environment,
    tell_unread,
    tell_workspace,
)
from outrider.model.import_result import ImportedCollection
from outrider.model.workspace import NameValueRow, RequestOptions

TOOL = "Insomnia"
"""What reports call it."""

_NOT_READ = frozenset(
    ("grpc_request", "websocket_request", "socketio_request", "mcp_request", "proto_file",
     "proto_directory", "unit_test", "unit_test_suite", "api_spec", "mock_route", "mock_server",
     "cookie_jar", "response", "websocket_payload", "websocket_response")
)  # fmt: skip


class InsomniaReader:
    """Walks through one workspace.

    Attributes:
        requests: what was made of each request, by Insomnia's ids.
    """

    def __init__(
        self,
        report: BuildReport,
        secrets: SecretNamer,
        names: FileNamer,
        templates: InsomniaTemplates,
    ) -> None:
        self._report = report
        self._secrets = secrets
        self._names = names
        self._templates = templates
        self._drafts = CollectionBuilder(ImportedCollection("", "", "", ""))
        self.requests: dict[str, RequestBuilder] = {}

    def read(self, workspace: InsomniaWorkspace, folder_id: str) -> CollectionBuilder:
        """Everything in it, below a folder of the workspace: empty for ``requests/`` itself."""
        self._report.source = workspace.source.name
        root = workspace.root
        name = self._report.title(root.data.get("name")) or TOOL
        origin = root.id or name
        self._drafts.identity = ImportedCollection(
            folder_id, slug(name, "collection"), name, origin
        )
        tell_workspace(root, self._report.at())
        top = self._folder(root, folder_id, name, "")
        for base in workspace.base:
            here = self._report.at(self._report.title(base.get("name")))
            tell_environment(base, here)
            templates = self._templates.at(here, top)
            values = read_scope(base, "data", here, templates, local=is_private(base))
            top.values.variables |= values.variables
            top.values.secrets |= values.secrets
            top.values.comments += values.comments
            top.comments += values.comments
        self._children(root, top)
        return self._drafts

    def _children(self, node: InsomniaNode, parent: FolderBuilder) -> None:
        # No recursion: a tree of a stranger may be as deep as its text allows.
        left = [(node, parent)]
        while left:
            above, folder = left.pop()
            deeper = []
            for child in above.children:
                title = shown_title(child.data.get("name"))
                place = f"{folder.place} / {title}" if folder.place else title
                if child.kind == "request_group":
                    child_id = self._names.take(folder.id, title, "folder-1")
                    folder.order.append(child_id.rpartition("/")[2])
                    made = self._folder(child, child_id, title or "Folder", place)
                    deeper.append((child, made))
                elif child.kind == "request":
                    self._request(child, folder, place)
                else:
                    self._other(child, place or child.title)
            left += reversed(deeper)

    def _other(self, node: InsomniaNode, place: str) -> None:
        report = self._report.at(place)
        for one in node.walk():
            if one.kind == "cookie_jar":
                if count := len(tables(one.data.get("cookies"))):
                    report.lost(f"Cookies of the cookie jar were not imported: {count}.")
            elif one.kind == "api_spec":
                if text_of(one.data.get("contents")).strip() or one.data.get("file"):
                    report.lost(
                        "The API specification was not imported.",
                        advice="Save it as a file, and import that.",
                    )
            elif one.kind == "settings":
                tell_application(one.data, report)
            elif one.kind == "no_collection":
                report.lost("The document has no collection.")
            elif one.kind in _NOT_READ:
                name = report.title(one.data.get("name"))
                report.lost(f'{one.title} "{name}" was not imported.')
            else:
                report.lost(f'A resource of type "{report.title(one.kind)}" was not imported.')

    def _folder(self, node: InsomniaNode, folder_id: str, name: str, place: str) -> FolderBuilder:
        report = self._report.at(place)
        report.title(node.data.get("name"))
        draft = FolderBuilder(folder_id, name, place, text_of(node.data.get("description")))
        templates = self._templates.at(report, draft)
        draft.values = read_scope(node.data, "environment", report, templates)
        draft.comments += draft.values.comments
        draft.auth = read_insomnia_auth(
            node.data.get("authentication"), report, self._secrets, templates
        )
        draft.headers = _rows(node.data.get("headers"), templates)
        draft.scripts = list(_scripts(node.data))
        if node.kind == "request_group":
            tell_unread(node, report)
        self._drafts.folders.append(draft)
        return draft

    def _request(self, node: InsomniaNode, parent: FolderBuilder, place: str) -> None:
        data, report = node.data, self._report.at(place)
        title = report.title(data.get("name"))
        draft = RequestBuilder("", title, place, text_of(data.get("description")))
        templates = self._templates.at(report, draft)
        url = templates.text(without_fragment(text_of(data.get("url")).strip(), report))
        path_rows = {
            text_of(row.get("name")): templates.text(text_of(row.get("value")))
            for row in tables(data.get("pathParameters"))
            if row.get("name")
        }
        url, draft.path = with_path_parameters(
            with_tool_scheme(url, "http", TOOL, report), path_rows, report
        )
        draft.url = url
        draft.name = title or url or "Request"
        draft.id = self._names.take(parent.id, draft.name, "request")
        parent.order.append(draft.id.rpartition("/")[2])
        draft.method = text_of(data.get("method")).strip().upper() or "GET"
        draft.query = tuple(_rows(data.get("parameters"), templates))
        body = read_insomnia_body(
            data.get("body"),
            report,
            templates,
            is_template=data.get("settingDisableRenderRequestBody") is not True,
        )
        draft.body = body.body
        draft.headers = with_content_type(
            _rows(data.get("headers"), templates), body.body, body.media_type
        )
        draft.auth = read_insomnia_auth(
            data.get("authentication"), report, self._secrets, templates
        )
        draft.scripts = list(_scripts(data))
        follow = text_of(data.get("settingFollowRedirects"))
        draft.options = RequestOptions(follow_redirects=follow not in {"off", "false"})
        tell_unread(node, report)
        self._drafts.requests.append(draft)
        if node.id:
            self.requests.setdefault(node.id, draft)


def _rows(rows: Json, templates: InsomniaTemplates) -> list[NameValueRow]:
    return [
        NameValueRow(
            templates.text(text_of(row.get("name")).strip()),
            templates.text(text_of(row.get("value"))),
            not row.get("disabled"),
            text_of(row.get("description")),
        )
        for row in tables(rows)
        if row.get("name") or row.get("value")
    ]


def _scripts(data: Mapping[str, Json]) -> list[ImportedScript]:
    found = []
    for key, listen in (("preRequestScript", "prerequest"), ("afterResponseScript", "test")):
        written = text_of(data.get(key))
        if written.strip():
            found.append(ImportedScript(listen, _translated(written), True, written))
    return found


def _translated(script: str) -> str:
    """A script of Insomnia in the words of Postman, from which its own are taken."""
    script = re.sub(r"\binsomnia\.baseEnvironment\b", "pm.collectionVariables", script)
    script = re.sub(r"\binsomnia\.baseGlobals\b", "pm.globals", script)
    return re.sub(r"\binsomnia\b(?=\s*\.)", "pm", script)
