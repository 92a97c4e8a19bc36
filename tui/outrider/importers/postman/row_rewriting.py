"""What has to change in a request's rows where its auth becomes another one."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.importers.building.build_report import SAVED
from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.token_usage import StoredTokenPlace
from outrider.model.workspace import (
    AuthTable,
    Body,
    FormBody,
    GraphQLBody,
    MultipartBody,
    NameValueRow,
    TextBody,
)
from outrider.visible_text import visible_line

ACCESS_TOKEN = "{{access_token}}"


def switch_off_replaced(
    request: RequestBuilder, auth: AuthTable, report: PostmanImportReport
) -> None:
    """Postman's auth replaces a header that is written; here the written one would win."""
    name = _header_of(auth)
    for index, row in enumerate(request.headers):
        if row.enabled and row.name.lower() == name:
            request.headers[index] = replace(row, enabled=False)
            report.changed(
                f'Header "{row.name}" was switched off.',
                why="Postman replaces it by the auth when it sends the request.",
            )


def _header_of(auth: AuthTable) -> str | None:
    """The header that an auth writes, in small letters; ``None`` where it writes none."""
    table = auth.table
    placement = table.get("placement", {})
    given = {"basic": "username", "bearer": "token", "api_key": "value"}.get(str(table.get("type")))
    if placement.get("in") == "query" or given is None or not table.get(given):
        return None
    return str(placement.get("name", "Authorization")).lower()


def is_movable(auth: AuthTable) -> bool:
    """Whether an auth is an API key that a row can say as well."""
    placement = auth.table.get("placement", {})
    return auth.table.get("type") == "api_key" and not placement.get("prefix")


def move_key(request: RequestBuilder, auth: AuthTable, report: PostmanImportReport) -> None:
    """Makes a header or query row of an API key beside the token."""
    placement = auth.table.get("placement", {})
    row = NameValueRow(str(placement.get("name")), str(auth.table.get("value", "")))
    if placement.get("in") == "query":
        kind = "query parameter"
        request.query = (*request.query, row)
    else:
        kind = "header"
        request.headers.append(row)
    report.changed(
        f'The API key became {kind} "{row.name}" of the request.',
        why="The request's auth is the token.",
    )


def has_authorization(request: RequestBuilder) -> bool:
    """Whether a row is sent in the place where a token usually goes."""
    return any(row.enabled and row.name.lower() == "authorization" for row in request.headers)


def replace_header(request: RequestBuilder, name: str, report: PostmanImportReport) -> None:
    """Switches off the rows of a header that a script gives another value."""
    for index, row in enumerate(request.headers):
        if row.enabled and row.name.lower() == name.lower():
            request.headers[index] = replace(row, enabled=False)
            report.changed(f'Header "{row.name}" was switched off.', why="The script replaces it.")


def add_token_row(
    request: RequestBuilder, place: StoredTokenPlace, report: PostmanImportReport, why: str
) -> None:
    """Writes what is sent with the token in it as a row, where a placement cannot say it."""
    row = NameValueRow(place.name, place.template or place.written)
    if place.location == "query":
        kind = "Query parameter"
        request.query = (*request.query, row)
    else:
        kind = "Header"
        request.headers.append(row)
    report.changed(f'{kind} "{visible_line(place.name)}" was added to the request.', why=why)


def refer_to_token(request: RequestBuilder) -> None:
    """Writes the token itself where a variable of the same name was meant."""
    request.url = _token(request.url)
    request.path = {name: _token(value) for name, value in request.path.items()}
    request.query = tuple(map(_row, request.query))
    request.headers = [_row(row) for row in request.headers]
    request.body = _body(request.body)


def _token(text: str) -> str:
    return text.replace("{{" + SAVED + "}}", ACCESS_TOKEN)


def _row(row: NameValueRow) -> NameValueRow:
    return replace(row, name=_token(row.name), value=_token(row.value))


def _body(body: Body | None) -> Body | None:
    match body:
        case TextBody(_, content) if content:
            return replace(body, content=_token(content))
        case FormBody(fields):
            return replace(body, fields=tuple(map(_row, fields)))
        case MultipartBody(parts):
            return replace(
                body,
                parts=tuple(replace(one, value=one.value and _token(one.value)) for one in parts),
            )
        case GraphQLBody(query, variables):
            return replace(body, query=_token(query), variables=variables and _token(variables))
        case _:
            return body
