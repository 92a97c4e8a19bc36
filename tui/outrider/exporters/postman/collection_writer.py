"""A workspace as a collection of Postman's, v2.1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from outrider.exporters.foreign_charsets import foreign_charset
from outrider.exporters.overridden_auth import is_overridden
from outrider.exporters.postman.auth_writer import auth_table
from outrider.exporters.postman.body_writer import body_table, tell_replaced_type
from outrider.exporters.postman.expectation_scripts import test_script_lines
from outrider.exporters.postman.export_report import (
    ExportReport,
    Json,
    postman_description,
    postman_row,
    variable_rows,
)
from outrider.exporters.postman.export_tree import (
    ExportedEnvironment,
    ExportedFolder,
    ExportedItem,
    ExportedRequest,
)
from outrider.exporters.postman.literal_masking import LiteralMasking
from outrider.exporters.postman.url_writer import postman_url
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.connection import HttpVersion
from outrider.model.import_result import ExampleResponse
from outrider.model.secret import masked, reveal
from outrider.model.workspace import (
    DEFAULT_TIMEOUT,
    AuthTable,
    Body,
    Folder,
    MultipartBody,
    NameValueRow,
    Request,
    Scalar,
    Variable,
)
from outrider.variables.message_assembly import fields_without

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_PROTOCOL_VERSIONS = {
    HttpVersion.HTTP1: "http1",
    HttpVersion.HTTP2: "http2",
    HttpVersion.AUTO: "auto",
}
WITHOUT_BODY = frozenset({"GET", "COPY", "HEAD", "PURGE", "UNLOCK"})
"""Methods with which Postman sends no body unless it is told to."""


def _protocol_version(http: HttpVersion | None) -> Json:
    return {} if http is None else {"protocolVersion": _PROTOCOL_VERSIONS[http]}


def collection_table(name: str, root: ExportedFolder, words: ExportReport) -> Json:
    """The collection; the root is ``requests/``, its variables those of the workspace as well."""
    return _CollectionWriter(words).collection(name, root)


def postman_json(table: Json) -> str:
    """The file: indented by tabs, as Postman writes it."""
    return json.dumps(table, ensure_ascii=False, indent="\t") + "\n"


class _CollectionWriter:
    def __init__(self, words: ExportReport) -> None:
        self._words = words
        self._masking = LiteralMasking(words)
        self._follows = False

    def collection(self, name: str, root: ExportedFolder) -> Json:
        folder = self._masking.folder(root.folder, name)
        # Redirects are not followed here unless a request says so; in Postman they are.
        self._follows = all(one.request.options.follow_redirects for one in requests_in(root))
        self._tell_headers(folder, name)
        table: Json = {
            "info": {"name": name, **postman_description(folder.description), "schema": SCHEMA},
            "item": [self._child(one, "", folder.headers, folder.auth) for one in root.children],
            **self._auth(folder.auth, name),
        }
        if folder.variables:
            table["variable"] = self._variables(folder.variables, name)
        behaviour: Json = {} if self._follows else {"followRedirects": False}
        behaviour |= _protocol_version(folder.options.http)
        if behaviour:
            table["protocolProfileBehavior"] = behaviour
        return table

    def _tell_headers(self, folder: Folder, place: str) -> None:
        if folder.headers:
            names = ", ".join(row.name for row in folder.headers)
            self._words.changed(
                f"The folder's headers were copied to its requests: {names}.",
                place,
                "Postman folders have no headers.",
            )

    def _auth(self, auth: AuthTable | None, place: str) -> Json:
        return {} if auth is None else {"auth": auth_table(auth, self._words, place)}

    def _variables(self, variables: Mapping[str, Variable], place: str) -> list[Json]:
        return variable_rows(
            {name: self._value(one.value, place) for name, one in variables.items()}
        )

    def _value(self, value: Scalar, place: str) -> Scalar:
        return self._words.text(value, place) if isinstance(value, str) else value

    def _child(
        self,
        child: ExportedItem,
        above: str,
        headers: Sequence[NameValueRow],
        auth: AuthTable | None,
    ) -> Json:
        start = f"{above} / " if above else ""
        if isinstance(child, ExportedFolder):
            return self._folder(child, start + child.folder.name, headers, auth)
        return self._request(child, start + child.request.name, headers, auth)

    def _folder(
        self,
        one: ExportedFolder,
        place: str,
        headers: Sequence[NameValueRow],
        auth: AuthTable | None,
    ) -> Json:
        folder = self._masking.folder(one.folder, place)
        self._tell_headers(folder, place)
        table: Json = {
            "name": folder.name,
            **postman_description(folder.description),
            "item": [
                self._child(
                    child, place, nearest_rows(folder.headers, headers), folder.auth or auth
                )
                for child in one.children
            ],
            **self._auth(folder.auth, place),
        }
        if folder.options.http is not None:
            table["protocolProfileBehavior"] = _protocol_version(folder.options.http)
        if folder.variables:
            table["variable"] = self._variables(folder.variables, place)
            names = ", ".join(folder.variables)
            self._words.changed(
                f"The folder's variables are also set by a folder script: {names}.",
                place,
                "Postman does not use the variables of folders.",
            )
            table["event"] = [self._script(folder.variables, place, weak=True)]
        return table

    def _request(
        self,
        one: ExportedRequest,
        place: str,
        headers: Sequence[NameValueRow],
        auth: AuthTable | None,
    ) -> Json:
        request = self._masking.request(one.request, place)
        rows = nearest_rows(request.headers, headers)
        removed = _removed(rows)
        if is_overridden(request.auth or auth, rows):
            request = replace(request, auth=AuthTable({"type": "none"}, {}, UNKNOWN_LOCATION))
            self._words.changed(
                "The auth of the request was exported as none.",
                place,
                "The request has the header itself, and Postman would replace it.",
            )
        message = self._message(request, place, self._together(rows, place), removed)
        table: Json = {"name": request.name, "request": message}
        table["response"] = [
            _example(self._masking.example(example, place), message) for example in one.examples
        ]
        if request.variables:
            names = ", ".join(request.variables)
            self._words.changed(
                f"The request's variables are set by a request script: {names}.",
                place,
                "Postman requests have no variables.",
            )
            table["event"] = [self._script(request.variables, place, weak=False)]
        if lines := test_script_lines(request, self._words, place):
            script = {"type": "text/javascript", "exec": lines}
            table.setdefault("event", []).append({"listen": "test", "script": script})
        behaviour = self._behaviour(request, place) | removed
        if behaviour:
            table["protocolProfileBehavior"] = behaviour
        return table

    def _message(
        self, request: Request, place: str, rows: Sequence[NameValueRow], behaviour: Json
    ) -> Json:
        removed = behaviour.get(_REMOVED, {})
        message: Json = {
            "method": self._words.text(request.method, place),
            "header": [
                self._header(row, place)
                for row in rows
                if row.enabled or row.value or row.name.strip().lower() not in removed
            ],
            "url": postman_url(request, self._words, place),
            **postman_description(request.description),
            **self._auth(request.auth, place),
        }
        if request.method != request.method.upper():
            self._words.changed(
                f'Method "{request.method}" is sent as "{request.method.upper()}".',
                place,
                "Postman sends methods in upper case.",
            )
        if request.body is not None:
            message["body"], media_type = body_table(request.body, self._words, place)
            given = {row.name.lower() for row in rows if row.enabled}
            if media_type and "content-type" not in {*given, *removed}:
                message["header"].append({"key": "Content-Type", "value": media_type})
            self._say_charset(rows, request.body, place)
            if isinstance(request.body, MultipartBody):
                tell_replaced_type(rows, self._words, place)
        return message

    def _say_charset(self, rows: Sequence[NameValueRow], body: Body | None, place: str) -> None:
        if named := foreign_charset(rows, body):
            self._words.lost(
                f"The body is encoded in {named}; Postman encodes it in UTF-8.",
                place,
                advice="In Postman, use a file as the body.",
            )

    def _together(self, rows: Sequence[NameValueRow], place: str) -> Sequence[NameValueRow]:
        """Rows of one name in one spelling: of several, Postman sends only the last."""
        spelled: dict[str, str] = {}
        names = [spelled.setdefault(row.name.lower(), row.name) for row in rows if row.enabled]
        if sum(name.lower() == "cookie" for name in names) > 1:
            self._words.changed(
                "The Cookie headers are sent as one header.",
                place,
                "Postman joins them.",
            )
        return [
            replace(row, name=spelled[row.name.lower()]) if row.enabled else row for row in rows
        ]

    def _header(self, row: NameValueRow, place: str) -> Json:
        key, value = self._words.text(row.name, place), self._words.text(row.value, place)
        return postman_row(row, key, value)

    def _behaviour(self, request: Request, place: str) -> Json:
        behaviour: Json = {}
        if request.options.follow_redirects and not self._follows:
            behaviour["followRedirects"] = True
        behaviour |= _protocol_version(request.options.http)
        if request.body is not None and request.method.upper() in WITHOUT_BODY:
            behaviour["disableBodyPruning"] = True
        if request.options.timeout != DEFAULT_TIMEOUT:
            self._words.lost(
                f"timeout ({request.options.timeout:g} s) was not exported.",
                place,
                "Postman has one timeout for all requests, in its settings.",
            )
        if request.options.max_body is not None:
            self._words.lost("max_body was not exported.", place)
        return behaviour

    def _script(self, variables: Mapping[str, Variable], place: str, *, weak: bool) -> Json:
        """A script that gives variables the precedence that they have here."""
        lines = []
        for name, one in variables.items():
            word, value = json.dumps(name), json.dumps(self._value(one.value, place))
            unless = f"if (!pm.environment.has({word})) " if weak else ""
            lines.append(f"{unless}pm.variables.set({word}, {value});")
        return {"listen": "prerequest", "script": {"type": "text/javascript", "exec": lines}}


def nearest_rows(
    own: Sequence[NameValueRow], above: Sequence[NameValueRow]
) -> tuple[NameValueRow, ...]:
    """The headers above for which there is none here, then those that are here.

    A row that is switched off takes an inherited one away; it is kept, so that it still does.
    """
    names = {row.name.lower() for row in own}
    return (*(row for row in above if row.name.lower() not in names), *own)


_REMOVED = "disabledSystemHeaders"
_BY_ITSELF = frozenset({"accept", "accept-encoding", "content-type", "user-agent"})
"""Fields that Postman adds by itself and Outrider too, in lower case."""


def _removed(rows: Sequence[NameValueRow]) -> Json:
    """The setting by which Postman does not add fields that a request does without."""
    names = sorted(fields_without(rows) & _BY_ITSELF)
    return {_REMOVED: dict.fromkeys(names, True)} if names else {}


def _example(example: ExampleResponse, message: Json) -> Json:
    table: Json = {"name": example.name, "originalRequest": message}
    if example.reason:
        table["status"] = example.reason
    if example.status is not None:
        table["code"] = example.status
    table["header"] = [
        {"key": field.name, "value": masked(field.value)} for field in example.fields
    ]
    table["body"] = example.body
    return table


def requests_in(folder: ExportedFolder) -> Iterator[ExportedRequest]:
    """All requests of a tree, in its order."""
    for child in folder.children:
        if isinstance(child, ExportedFolder):
            yield from requests_in(child)
        else:
            yield child


def postman_environment(environment: ExportedEnvironment, words: ExportReport) -> Json:
    """Variables as they are written, then secrets, which are empty unless they were opened."""
    masking = LiteralMasking(words)
    shown = {
        name: masking.variable(name, value, environment.name)
        for name, value in environment.variables.items()
    }
    values: list[Json] = [
        {
            "key": name,
            "value": words.text(value, environment.name) if isinstance(value, str) else value,
            "type": "default",
            "enabled": True,
        }
        for name, value in shown.items()
    ]
    values += [
        {"key": name, "value": reveal(value), "type": "secret", "enabled": True}
        for name, value in environment.secrets.items()
    ]
    empty = [name for name, value in environment.secrets.items() if not reveal(value)]
    if empty:
        words.changed(
            f"Secrets exported without values: {', '.join(empty)}.",
            environment.name,
            "Exported files are often shared.",
            "Enter them in Postman, or export with --reveal.",
        )
    return {"name": environment.name, "values": values, "_postman_variable_scope": "environment"}
