"""What a collection says of an item that a request's file has no place for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outrider.importers.building.advised_settings import tell_certificate, tell_proxy
from outrider.importers.building.known_members import MemberCheck, is_empty, table_shape
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.postman.postman_documents import is_enabled
from outrider.importers.postman.postman_report import PostmanImportReport

_ROW = (
    "id uuid key value type name description disabled enabled system equals src fileName "
    "contentType isDefault readonly"
)
_AUTHS = (
    "type noauth basic bearer apikey oauth1 oauth2 digest awsv4 hawk ntlm edgegrid akamai asap jwt "
    "inherit"
)
_CHECK = MemberCheck(
    {
        "info": table_shape("info", "name description schema version"),
        "url": table_shape(
            "the URL",
            "raw protocol host path port hash auth",
            {"query": "row", "variable": "row"},
        ),
        "row": table_shape("a row", _ROW),
        "rows": table_shape("the body", others="", inner={"urlencoded": "row", "formdata": "row"}),
        "auth": table_shape("auth", _AUTHS),
        "example": table_shape(
            "an example",
            "id uid name originalRequest responseTime header body status code description",
        ),
    },
    ("_",),
)
_OF_REQUEST = frozenset(("auth", "body", "description", "header", "method", "name", "url"))
_OF_ITEM = frozenset(
    [
        "auth",
        "description",
        "event",
        "item",
        "name",
        "protocolProfileBehavior",
        "request",
        "response",
        "variable",
    ]
)
_OF_COLLECTION = _OF_ITEM | {"info"}
_ABOUT_ITSELF = frozenset(
    [
        "id",
        "uid",
        "owner",
        "order",
        "folder",
        "collection",
        "createdAt",
        "updatedAt",
        "created_at",
        "updated_at",
        "lastUpdatedBy",
        "lastRevision",
        "isLocked",
        "isFromCollection",
        "fork",
    ]
)
"""What says who wrote something, and when; so does what begins with ``_`` (``_postman_id``)."""


def tell_unread_of_collection(data: Mapping[str, Json], report: PostmanImportReport) -> None:
    """Tells what stands beside a collection's items and is not imported."""
    _tell(data, _OF_COLLECTION, report)
    _CHECK.tell(data.get("info"), "info", report)
    _tell_scope(data, report)
    tell_unread_switches(tables(data.get("variable")), report)


def tell_unread_of_folder(item: Mapping[str, Json], report: PostmanImportReport) -> None:
    """Tells what stands in a folder and is not imported."""
    _tell(item, _OF_ITEM, report)
    _tell_scope(item, report)
    tell_unread_switches(tables(item.get("variable")), report)


def tell_unread_of_request(item: Mapping[str, Json], report: PostmanImportReport) -> None:
    """Tells what stands in a request, or beside it, and is not imported."""
    # Postman reads the auth and the variables of what is around a request, none beside it.
    _tell(item, _OF_ITEM - {"auth", "variable"}, report)
    request = item.get("request")
    if isinstance(request, Mapping):
        _tell(request, _OF_REQUEST, report)
        for name, kind in (("url", "url"), ("header", "row"), ("body", "rows"), ("auth", "auth")):
            _CHECK.tell(request.get(name), kind, report)
        url, body = request.get("url"), request.get("body")
        rows = [*tables(request.get("header"))]
        for table, names in ((url, ("query", "variable")), (body, ("urlencoded", "formdata"))):
            if isinstance(table, Mapping):
                rows += [row for name in names for row in tables(table.get(name))]
        tell_unread_switches(rows, report)


def _tell_scope(table: Mapping[str, Json], report: PostmanImportReport) -> None:
    _CHECK.tell(table.get("variable"), "row", report)
    _CHECK.tell(table.get("auth"), "auth", report)


def tell_unread_of_example(example: Mapping[str, Json], report: PostmanImportReport) -> None:
    """Tells what an example has that its file has no place for."""
    _CHECK.tell(example, "example", report)


def tell_unread_switches(rows: Sequence[Mapping[str, Json]], report: PostmanImportReport) -> None:
    """Tells the rows of a collection that seem to be switched off, and which Postman sends."""
    for row in rows:
        if row.get("enabled", True) is False and is_enabled(row):
            name = report.title(row.get("key") or row.get("id"))
            report.changed(
                f'Row "{name}" is switched on, although it says enabled = false.',
                why="In collections, Postman does not read enabled, but disabled.",
                advice="Switch it off if it is not to be sent.",
            )


def tell_unread_members(
    table: Mapping[str, Json], known: frozenset[str], what: str, report: PostmanImportReport
) -> None:
    """Tells the members of a part of a request, such as its body, that are not imported."""
    for name, value in table.items():
        if name not in known and not name.startswith("_") and not is_empty(value):
            report.lost(f'Member "{name}" of {what} was not imported.')


def _tell(table: Mapping[str, Json], known: frozenset[str], report: PostmanImportReport) -> None:
    for name, value in table.items():
        if name in known or name in _ABOUT_ITSELF or name.startswith("_") or is_empty(value):
            continue
        if name == "certificate":
            _tell_certificate(value, report)
        elif name == "proxy":
            _tell_proxy(value, report)
        else:
            report.lost(f'Member "{name}" was not imported.')


def _tell_certificate(value: Json, report: PostmanImportReport) -> None:
    table = value if isinstance(value, Mapping) else {}
    tell_certificate(
        "",
        _path(table.get("cert")),
        _path(table.get("key")),
        key_has_password=bool(table.get("passphrase")),
        report=report,
    )


def _path(written: Json) -> str:
    return text_of(written.get("src")) if isinstance(written, Mapping) else text_of(written)


def _tell_proxy(value: Json, report: PostmanImportReport) -> None:
    table = value if isinstance(value, Mapping) else {"host": text_of(value)}
    if not is_enabled(table):
        return
    host, port = text_of(table.get("host")), text_of(table.get("port"))
    scheme, _, address = host.rpartition("://")
    user, password = text_of(table.get("username")), text_of(table.get("password"))
    userinfo = f"{user}:{password}@" if user and table.get("authenticate") is not False else ""
    where = f"{address}:{port}" if port else address
    tell_proxy(f"{scheme or 'http'}://{userinfo}{where}" if host else "", report)
