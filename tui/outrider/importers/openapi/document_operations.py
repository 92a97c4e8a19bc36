"""The operations of a document as requests (OpenAPI 3.1 §4.8.8 to §4.8.10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import FolderBuilder, RequestBuilder
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.file_naming import FileNamer
from outrider.importers.openapi.example_values import ExampleReader
from outrider.importers.openapi.literal_text import LONGEST_LABEL, in_one_line, prose
from outrider.importers.openapi.media_type_bodies import MediaTypeBodies
from outrider.importers.openapi.parameters import ParameterReader, merged_parameters
from outrider.importers.openapi.path_templates import read_path
from outrider.importers.openapi.security_requirements import OperationSecurity
from outrider.importers.openapi.server_urls import BASE_URL, ServerReader, server_address
from outrider.model.import_result import operation_comment
from outrider.model.workspace import NameValueRow, Scalar

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_OF_PATH = frozenset(
    ("summary", "description", "servers", "parameters", "$ref", "additionalOperations")
)  # fmt: skip


class FoundOperation(Struct, frozen=True):
    """An operation where it stands.

    Attributes:
        item: the path item around it, resolved.
        table: the operation itself.
    """

    path: str
    method: str
    item: Mapping[str, Json]
    table: Mapping[str, Json]

    @property
    def place(self) -> str:
        """How the report calls it."""
        return f"{self.method} {in_one_line(self.path)}"

    @property
    def operation_id(self) -> str:
        """What the document calls it; empty where it does not."""
        return in_one_line(self.table.get("operationId"))

    @property
    def tags(self) -> list[str]:
        """Its tags, each once."""
        written = self.table.get("tags")
        every = written if isinstance(written, list) else []
        return list(dict.fromkeys(filter(None, (in_one_line(text_of(one)) for one in every))))

    @property
    def label(self) -> str:
        """What its request is called."""
        summary = text_of(self.table.get("summary")).strip()
        if summary and len(summary) <= LONGEST_LABEL and "\n" not in summary:
            return summary
        short = in_one_line(summary)
        return self.operation_id or (short if 0 < len(short) <= LONGEST_LABEL else self.place)


class MessageParts(Struct, frozen=True):
    """What a version of the format says of an operation's message.

    Attributes:
        parameters: resolved, without those of the body.
        content: media types of the body, as OpenAPI 3 has them.
        words: what the document says of the body.
    """

    parameters: Sequence[Mapping[str, Json]]
    content: Json = None
    words: str = ""


class MessageDialect(Protocol):
    """What differs between the versions of the format."""

    def message(self, operation: FoundOperation) -> MessageParts:
        """The parameters and the body of an operation."""


class OperationRequests:
    """Makes requests of the operations of one document."""

    def __init__(
        self,
        dialect: MessageDialect,
        examples: ExampleReader,
        servers: ServerReader,
        names: FileNamer,
        report: BuildReport,
    ) -> None:
        self._dialect = dialect
        self._examples = examples
        self._servers = servers
        self._names = names
        self._report = report
        self._parameters = ParameterReader(examples)
        self._bodies = MediaTypeBodies(examples)
        self.left_out: Counter[str] = Counter()

    def read(
        self, operation: FoundOperation, folder: FolderBuilder, security: OperationSecurity
    ) -> RequestBuilder:
        """The request of an operation in a folder, without its auth."""
        report = self._report.at(operation.place)
        self._examples.move_to(report)
        table = operation.table
        label = report.title(operation.label)
        request_id = self._names.take(folder.id, label, "request")
        folder.order.append(request_id.rpartition("/")[2])
        parts = self._dialect.message(operation)
        rows = self._parameters.read(parts.parameters)
        path = read_path(operation.path, rows.path, report, self._servers.taken)
        body = self._bodies.read(parts.content)
        headers, query = rows.headers, rows.query
        if body.content_type:
            headers = [NameValueRow("Content-Type", body.content_type), *headers]
        for key in security.keys:
            _add_key(key.table or {}, key.reference, headers, query)
        variables: dict[str, Scalar] = dict(path.variables)
        self._server(operation, variables, report)
        joint = rows.suffix if "?" not in path.text else rows.suffix.replace("?", "&", 1)
        self._tell(operation, rows.path, report)
        comments = list(_comments(operation))
        if security.needed:
            comments.insert(1, f"Required scope: {' '.join(security.needed)}")
        return RequestBuilder(
            request_id,
            label,
            operation.place,
            _description(table, operation.label, parts.words),
            notes=list(map(shown_title, comments)),
            headers=headers,
            method=operation.method,
            url=f"{{{{{BASE_URL}}}}}{path.text}{joint}",
            query=tuple(query),
            path=path.values,
            body=body.body,
            variables=variables,
        )

    def _server(
        self, operation: FoundOperation, variables: dict[str, Scalar], report: BuildReport
    ) -> None:
        """A server of the operation or its path is a variable of the request."""
        for holder in (operation.table, operation.item):
            servers = tables(holder.get("servers"))
            if servers:
                url = self._servers.url(servers[0], report)
                variables |= {BASE_URL: url.text, **url.variables}
                if len(servers) > 1:
                    others = ", ".join(server_address(one.get("url")) for one in servers[1:])
                    report.changed(f"{BASE_URL} is the first server; the others are {others}.")
                return

    def _tell(
        self,
        operation: FoundOperation,
        declared: Mapping[str, object],
        report: BuildReport,
    ) -> None:
        for name in declared:
            if f"{{{name}}}" not in operation.path:
                report.lost(f'Path parameter "{report.title(name)}" is not in the path.')
        if len(operation.tags) > 1:
            report.changed(
                f'The request is in folder "{operation.tags[0]}"; it also has the tags '
                f"{', '.join(operation.tags[1:])}."
            )
        callbacks = operation.table.get("callbacks")
        self.left_out["callbacks"] += len(callbacks) if isinstance(callbacks, Mapping) else 0
        responses = operation.table.get("responses")
        for written in responses.values() if isinstance(responses, Mapping) else ():
            self.left_out["responses"] += 1
            response = self._examples.references.table(written)
            links = response.get("links")
            self.left_out["links"] += len(links) if isinstance(links, Mapping) else 0


def walk_operations(
    paths: Mapping[str, Json], examples: ExampleReader, report: BuildReport
) -> Iterator[FoundOperation]:
    """Every operation, in the order of the document."""
    for path, written in paths.items():
        if path.startswith("x-"):
            continue
        here = report.at(in_one_line(path))
        examples.move_to(here)
        item = examples.references.table(written)
        if not item and written:
            here.lost("This path was not imported: it has no operations.")
        for key, table in item.items():
            if key.lower() in METHODS and isinstance(table, Mapping):
                yield FoundOperation(path, key.upper(), item, table)
            elif key == "additionalOperations" and isinstance(table, Mapping):
                for method, one in table.items():
                    if isinstance(one, Mapping):
                        yield FoundOperation(path, in_one_line(method), item, one)
            elif key not in _OF_PATH and not key.startswith("x-"):
                here.lost(f'"{here.title(key)}" was not imported: it is not a method.')


class OpenApi3:
    """OpenAPI 3: parameters, and a request body with media types."""

    def __init__(self, examples: ExampleReader) -> None:
        self._examples = examples

    def message(self, operation: FoundOperation) -> MessageParts:
        """As :class:`MessageDialect`."""
        references = self._examples.references
        levels = [
            [references.table(one) for one in _list(holder.get("parameters"))]
            for holder in (operation.item, operation.table)
        ]
        parameters = merged_parameters(*levels)
        written = operation.table.get("requestBody")
        body = references.table(written) if written is not None else {}
        return MessageParts(parameters, body.get("content"), prose(body.get("description")))


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _add_key(
    table: Mapping[str, object],
    reference: str,
    headers: list[NameValueRow],
    query: list[NameValueRow],
) -> None:
    placement = table.get("placement")
    where = placement if isinstance(placement, Mapping) else {}
    name = text_of(where.get("name"))
    value = f"{where['prefix']} {reference}" if where.get("prefix") else reference
    if where.get("in") == "query":
        query.append(NameValueRow(name, value))
    elif where.get("in") == "cookie":
        headers.append(NameValueRow("Cookie", f"{name}={value}"))
    else:
        headers.append(NameValueRow(name, value))


def _description(table: Mapping[str, Json], label: str, body: str) -> str:
    summary = prose(table.get("summary"))
    words = [prose(table.get("description")) or (summary if summary != label else "")]
    docs = table.get("externalDocs")
    if isinstance(docs, Mapping) and docs.get("url"):
        words.append(f"See {in_one_line(docs['url'])}")
    if body:
        words.append(f"Body: {body}")
    text = "\n\n".join(filter(None, words))
    return f"Deprecated.\n\n{text}".strip() if table.get("deprecated") is True else text


def _comments(operation: FoundOperation) -> Iterator[str]:
    yield operation_comment(operation.place, operation.operation_id)
    responses = operation.table.get("responses")
    for status, response in responses.items() if isinstance(responses, Mapping) else ():
        if text_of(status).startswith("2"):
            words = response.get("description") if isinstance(response, Mapping) else ""
            yield f"Response {in_one_line(status)}: {in_one_line(words)[:200]}".rstrip(": ")
            return
