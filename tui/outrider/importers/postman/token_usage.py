"""Finds where a collection uses a stored token."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from outrider.importers.postman.collection_reader import FolderBuilder, ItemBuilder, RequestBuilder
from outrider.importers.postman.postman_auth import NONE
from outrider.importers.postman.postman_report import references
from outrider.model.workspace import (
    AuthTable,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    NameValueRow,
    Scalar,
    TextBody,
)

BEARER: Mapping[str, Any] = {}
"""Where a token goes when nothing says otherwise: ``Authorization: Bearer``."""
_WHOLE = re.compile(r"(?:([\w-]+) +)?\{\{access_token\}\}")


def is_inside(draft: ItemBuilder, owner: ItemBuilder) -> bool:
    """Whether a folder or request stands in a folder, or is it."""
    if isinstance(owner, RequestBuilder) or draft is owner:
        return draft is owner
    return not owner.id or draft.id.startswith(f"{owner.id}/")


def with_ancestors(draft: ItemBuilder, folders: Iterable[FolderBuilder]) -> list[ItemBuilder]:
    """A draft and the folders around it, from the inside."""
    around: list[ItemBuilder] = [
        one for one in folders if one is not draft and is_inside(draft, one)
    ]
    return [draft, *sorted(around, key=lambda one: -len(one.id))]


def substitute(template: str, stored: Mapping[str, str]) -> str:
    """A template with the stored variables replaced by what they stand for."""
    return re.sub(
        r"\{\{([^{}]*)\}\}", lambda match: stored.get(match[1], match[0]), template
    ).strip()


def placement_of(auth: AuthTable | None, stored: Mapping[str, str]) -> Mapping[str, Any] | None:
    """Where an auth that is nothing but a stored token puts it; ``None`` for any other auth."""
    table = auth.table if auth is not None else {}
    if table.get("type") == "bearer":
        return BEARER if substitute(str(table.get("token", "")), stored).endswith(_TOKEN) else None
    if table.get("type") != "api_key":
        return None
    match = _WHOLE.fullmatch(substitute(str(table.get("value", "")), stored))
    if match is None:
        return None
    placement = dict(table.get("placement", {}))
    if match[1] and not placement.get("prefix"):
        placement["prefix"] = match[1]
    return _plain(placement)


_TOKEN = "{{access_token}}"


def placement_in(
    rows: Iterable[NameValueRow], stored: Mapping[str, str]
) -> Mapping[str, Any] | None:
    """Where header rows put a stored token; ``None`` where they do not, or not by itself."""
    for row in rows:
        match = _WHOLE.fullmatch(substitute(row.value, stored)) if row.enabled else None
        if match is not None:
            return _plain({"in": "header", "name": row.name, "prefix": match[1] or ""})
    return None


def _plain(placement: dict[str, Any]) -> Mapping[str, Any]:
    """A placement, and nothing where it is the usual one."""
    usual = (
        placement.get("in") == "header"
        and str(placement.get("name", "")).lower() == "authorization"
        and str(placement.get("prefix", "")).lower() == "bearer"
    )
    return BEARER if usual else placement


def is_free(auth: AuthTable | None, stored: Mapping[str, str]) -> bool:
    """Whether auth that fetches the token may stand where this one stands."""
    return auth is None or auth is NONE or placement_of(auth, stored) is not None


def names_in_request(request: RequestBuilder) -> set[str]:
    """Every variable that a request refers to, but for those in its auth."""
    texts = [request.url, *request.path.values()]
    for row in (*request.query, *request.headers):
        if row.enabled:
            texts += [row.name, row.value]
    match request.body:
        case TextBody(_, content):
            texts.append(content or "")
        case FormBody(fields):
            texts += [text for row in fields if row.enabled for text in (row.name, row.value)]
        case MultipartBody(parts):
            texts += [text or "" for one in parts if one.enabled for text in (one.name, one.value)]
        case GraphQLBody(query, variables):
            texts += [query, variables or ""]
        case FileBody() | None:
            pass
    return set().union(*map(references, texts))


def aliases_of(names: Collection[str], scopes: Iterable[Mapping[str, Scalar]]) -> dict[str, str]:
    """Variables that hold one of these, and what they say: ``Bearer {{accessToken}}``."""
    values = [(name, str(value)) for scope in scopes for name, value in scope.items()]
    found: dict[str, str] = {}
    known = set(names)
    while True:
        more = {name: value for name, value in values if references(value) & known}
        if not more.keys() - found.keys():
            return found
        found |= more
        known |= more.keys()
