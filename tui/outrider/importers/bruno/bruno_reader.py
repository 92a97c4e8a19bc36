"""A collection's folders and requests, on their way to the workspace's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from outrider.credential_shapes import looks_random
from outrider.importers.bruno.bruno_auth import mode_of, read_bruno_auth, token_name
from outrider.importers.bruno.bruno_bodies import (
    read_bruno_body,
    read_bruno_headers,
    with_sent_media_type,
)
from outrider.importers.bruno.bruno_checks import read_assertions, read_response_variables
from outrider.importers.bruno.bruno_documents import BrunoCollection
from outrider.importers.bruno.bruno_members import tell_unknown
from outrider.importers.bruno.bruno_report import BrunoImportReport, is_on
from outrider.importers.bruno.bruno_settings import encodes_url, read_options
from outrider.importers.bruno.bruno_urls import read_bruno_url
from outrider.importers.bruno.bruno_variables import read_bruno_values
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    ImportedScript,
    RequestBuilder,
)
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import FileNamer, slug
from outrider.importers.postman.postman_auth import NONE
from outrider.model.import_result import ExampleResponse, ImportedCollection
from outrider.model.message import FieldLine
from outrider.model.secret import MASK, Secret
from outrider.model.workspace import AuthTable, NameValueRow, Scalar
from outrider.visible_text import visible_line

_HTTP = frozenset({"http", "http-request", "graphql", "graphql-request"})
_OTHER = {
    "grpc": "gRPC request",
    "grpc-request": "gRPC request",
    "ws": "WebSocket request",
    "ws-request": "WebSocket request",
    "websocket": "WebSocket request",
    "js": "script file",
    "script": "script file",
    "app": "app",
}
_SCRIPTS = {"req": "prerequest", "res": "test"}
_WITH_AUTHORIZATION = frozenset({"basic", "bearer", "oauth2", "digest", "awsv4"})
DEEPEST = 100


class InheritedScope(Struct, frozen=True):
    """What the folders above a request say.

    Attributes:
        auth: the one that it inherits.
        captures: rows of the variables of its response, by name.
    """

    auth: Mapping[str, Json] = field(default_factory=dict)
    captures: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)

    def inside(self, request: Mapping[str, Json]) -> InheritedScope:
        """With what a folder says."""
        auth = request.get("auth")
        # A folder that says ``none`` leaves what is above it.
        own = auth if isinstance(auth, Mapping) and mode_of(auth) not in _NOTHING else self.auth
        captures = {text_of(row.get("name")): row for row in response_rows(request)}
        return InheritedScope(own, {**self.captures, **captures})


_NOTHING = frozenset({"", "none", "inherit"})


def response_rows(request: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """The variables of a response."""
    found = request.get("vars")
    return tables(found.get("res")) if isinstance(found, Mapping) else []


class BrunoCollectionReader:
    """Walks through one collection: ``secrets`` takes its literal credentials.

    Attributes:
        sources: the file of the import that each file of the workspace is made of.
    """

    def __init__(self, report: BrunoImportReport, secrets: SecretNamer, names: FileNamer) -> None:
        self._report = report
        self._secrets = secrets
        self._names = names
        self._drafts = CollectionBuilder(ImportedCollection("", "", "", ""))
        self._source = ""
        self.sources: dict[str, str] = {}

    def read(self, document: BrunoCollection, folder_id: str) -> CollectionBuilder:
        """Everything in it, below a folder of the workspace: empty for ``requests/`` itself."""
        self._source = self._report.source = document.source
        self._is_loose = document.is_loose
        name = self._report.title(document.name) or "Collection"
        self._drafts.identity = ImportedCollection(
            folder_id, slug(name, "collection"), name, f"Bruno: {name}"
        )
        root = self._folder(document.root, folder_id, name, "")
        if root.auth is None:
            # Nothing stands around a collection, so it inherits nothing here.
            root.auth = NONE
        self._items(document.items, root, InheritedScope().inside(_request_of(document.root)), 0)
        return self._drafts

    def _folder(
        self, scope: Mapping[str, Json], folder_id: str, name: str, place: str
    ) -> FolderBuilder:
        report = self._report.at(place)
        report.unread(scope)
        request = _request_of(scope)
        auth = request.get("auth")
        table = None
        if mode_of(auth) not in _NOTHING:
            report.token = token_name(auth)
            table = read_bruno_auth(auth, report, self._secrets)
        report.token = ""
        variables = request.get("vars")
        values = read_bruno_values(
            variables.get("req") if isinstance(variables, Mapping) else (), report
        )
        draft = FolderBuilder(
            folder_id,
            name,
            place,
            text_of(scope.get("docs") or request.get("docs")),
            table,
            list(_scripts(request)),
            list(values.comments),
            read_bruno_headers(request.get("headers"), report),
            values=values,
        )
        self._drafts.folders.append(draft)
        self.sources[draft.file] = self._report.source
        return draft

    def _items(
        self,
        items: Sequence[Mapping[str, Json]],
        parent: FolderBuilder,
        above: InheritedScope,
        depth: int,
    ) -> None:
        for item in items:
            title = shown_title(item.get("name"))
            place = f"{parent.place} / {title}" if parent.place else title
            kind = text_of(item.get("type"))
            file = text_of(item.get("pathname"))
            self._report.source = self._file(file)
            report = self._report.at(place)
            report.title(item.get("name"))
            report.unread(item)
            tell_unknown(item, report)
            if kind == "folder":
                self._inner(item, parent, above, depth, place)
            elif kind in _HTTP:
                self._request(item, parent, above, place)
            else:
                what = _OTHER.get(kind, f'item of type "{visible_line(kind)}"')
                report.lost(
                    f"The {what} was not imported.", why="Outrider sends requests over HTTP."
                )
        self._report.source = self._source

    def _file(self, pathname: str) -> str:
        if not pathname or pathname.startswith("/"):
            return self._source
        return f"{self._source}/{pathname}" if self._source else pathname

    def _inner(
        self,
        item: Mapping[str, Json],
        parent: FolderBuilder,
        above: InheritedScope,
        depth: int,
        place: str,
    ) -> None:
        if depth >= DEEPEST:
            self._report.at(place).lost("Folders are nested too deeply: this one was not imported.")
            return
        title = shown_title(item.get("name"))
        child_id = self._names.take(parent.id, title, "folder-1")
        parent.order.append(child_id.rpartition("/")[2])
        found = item.get("root")
        root: Mapping[str, Json] = found if isinstance(found, Mapping) else {}
        child = self._folder(root, child_id, title or "Folder", place)
        self._items(tables(item.get("items")), child, above.inside(_request_of(root)), depth + 1)

    def _request(
        self, item: Mapping[str, Json], parent: FolderBuilder, above: InheritedScope, place: str
    ) -> None:
        report = self._report.at(place)
        request = _request_of(item)
        title = shown_title(item.get("name"))
        found = item.get("settings")
        settings: Mapping[str, Json] = found if isinstance(found, Mapping) else {}
        auth = request.get("auth")
        effective = above.auth if mode_of(auth) == "inherit" else auth
        borrowed = _borrowed(request, above)
        if borrowed:
            auth, effective = borrowed, above.auth
        report.token = token_name(effective)
        address = read_bruno_url(
            text_of(request.get("url")),
            request.get("params"),
            report,
            encode=encodes_url(settings),
        )
        request_id = self._names.take(parent.id, title or address.url, "request")
        parent.order.append(request_id.rpartition("/")[2])
        comments: list[str] = []
        read = read_bruno_body(request.get("body"), report, comments)
        headers = with_sent_media_type(
            read_bruno_headers(request.get("headers"), report), read, report
        )
        variables = request.get("vars")
        values = read_bruno_values(
            variables.get("req") if isinstance(variables, Mapping) else (), report
        )
        draft = RequestBuilder(
            request_id,
            title or address.url,
            place,
            text_of(request.get("docs") or item.get("description")),
            self._auth(auth, report),
            list(_scripts(request)),
            [*values.comments, *comments],
            _without_replaced(headers, effective, report),
            report.template(text_of(request.get("method"))).upper() or "GET",
            address.url,
            address.query,
            address.path,
            read.body,
            read_options(settings, report),
            self._own_variables(values.variables, values.secrets),
        )
        if tags := item.get("tags"):
            each = map(text_of, tags if isinstance(tags, list) else [tags])
            # A tag is a word: what nobody wrote may open something.
            written = ", ".join(MASK if looks_random(tag) else tag for tag in each)
            draft.comments.append(f"tags: {visible_line(written)}")
            report.changed(f"Tags were kept as a comment: {visible_line(written)}.")
        rows = {
            **above.captures,
            **{text_of(row.get("name")): row for row in response_rows(request)},
        }
        draft.captures = read_response_variables(list(rows.values()), report, draft.comments)
        draft.expectations = read_assertions(request.get("assertions"), report, draft.comments)
        self._drafts.requests.append(draft)
        self.sources[draft.file] = self._report.source
        self._drafts.responses += _examples(item.get("examples"), request_id, report)

    def _auth(self, auth: Json, report: BrunoImportReport) -> AuthTable | None:
        if self._is_loose and mode_of(auth) == "inherit":
            report.changed(
                "The request is sent without auth: it inherits one from files that were not "
                "imported.",
                advice="Import the folder of the collection.",
            )
            return NONE
        return read_bruno_auth(auth, report, self._secrets)

    def _own_variables(
        self, plain: Mapping[str, Scalar], secrets: Mapping[str, Secret]
    ) -> dict[str, Scalar]:
        """The variables of a request; a credential among them is a secret that they refer to."""
        found = dict(plain)
        for name, secret in secrets.items():
            found[name] = self._secrets.hide_secret(name, secret) if secret else ""
        return found


def _borrowed(request: Mapping[str, Json], above: InheritedScope) -> Mapping[str, Json]:
    """The auth above, where a request takes its token by reference; empty where it does not.

    A bearer auth whose token is that of an auth above sends the same as that auth does.
    """
    name = token_name(above.auth)
    written = f"{{{{$oauth2.{name}.access_token}}}}"
    auth = request.get("auth")
    mode = mode_of(auth)
    if not name or mode == "inherit" or not isinstance(auth, Mapping):
        return {}
    values = auth.get("bearer")
    token = text_of(values.get("token")) if isinstance(values, Mapping) else ""
    if mode == "bearer" and token.strip() == written:
        above_values = above.auth["oauth2"]
        return {
            "mode": "oauth2",
            "oauth2": {**above_values, "tokenPlacement": "header", "tokenHeaderPrefix": "Bearer"},
        }
    rows = (*tables(request.get("headers")), *tables(request.get("params")))
    rows_use_it = any(written in text_of(row.get("value")) for row in rows)
    return {"mode": "inherit"} if mode in _NOTHING and rows_use_it else {}


def _request_of(owner: Mapping[str, Json]) -> Mapping[str, Json]:
    found = owner.get("request")
    return found if isinstance(found, Mapping) else {}


def _scripts(request: Mapping[str, Json]) -> Iterator[ImportedScript]:
    found = request.get("script")
    for key, text in found.items() if isinstance(found, Mapping) else ():
        if text_of(text).strip():
            yield ImportedScript(_SCRIPTS.get(text_of(key), text_of(key)), text_of(text))
    if text_of(request.get("tests")).strip():
        yield ImportedScript("test", text_of(request["tests"]))


def _without_replaced(
    headers: list[NameValueRow], auth: Json, report: BrunoImportReport
) -> list[NameValueRow]:
    """Bruno puts what the auth makes in the place of a row; here the row would win."""
    if mode_of(auth) not in _WITH_AUTHORIZATION:
        return headers
    made = []
    for row in headers:
        is_it = row.enabled and row.name.lower() == "authorization"
        if is_it:
            report.changed(
                f'Header "{row.name}" was switched off.',
                why="Bruno sends that of the auth instead.",
            )
        made.append(NameValueRow(row.name, row.value, False, row.description) if is_it else row)
    return made


def _examples(rows: Json, request_id: str, report: BrunoImportReport) -> Iterator[ExampleResponse]:
    names = FileNamer()
    for one in tables(rows):
        found = one.get("response")
        response: Mapping[str, Json] = found if isinstance(found, Mapping) else {}
        code = text_of(response.get("status"))
        title = report.title(one.get("name")) or code
        body = response.get("body")
        if not response:
            report.lost(f'Example "{title}" was not imported: it has no response.')
            continue
        if words := text_of(one.get("description")):
            report.changed(
                f'The description of example "{title}" was not imported: {visible_line(words)}'
            )
        content = body.get("content") if isinstance(body, Mapping) else body
        yield ExampleResponse(
            request_id=request_id,
            name=names.take("", title, "example"),
            status=int(code) if code.isdigit() and len(code) == 3 else None,
            reason=text_of(response.get("statusText")),
            fields=tuple(
                FieldLine(text_of(row.get("name")), text_of(row.get("value")))
                for row in tables(response.get("headers"))
                if is_on(row)
            ),
            body=text_of(content),
        )
