"""What has to change in a request's rows where its auth becomes another one."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.importers.postman.collection_reader import RequestBuilder
from outrider.importers.postman.postman_report import SAVED, PostmanImportReport
from outrider.model.workspace import (
    AuthTable,
    Body,
    FormBody,
    GraphQLBody,
    MultipartBody,
    NameValueRow,
    TextBody,
)

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


def move_key(request: RequestBuilder, auth: AuthTable, report: PostmanImportReport) -> bool:
    """Makes a header or query row of an API key beside the token; whether the auth is one."""
    placement = auth.table.get("placement", {})
    if auth.table.get("type") != "api_key" or placement.get("prefix"):
        return False
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
    return True


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
