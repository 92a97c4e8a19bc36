"""Finds where a collection uses a stored token."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from msgspec import Struct

from outrider.importers.building.item_builders import FolderBuilder, ItemBuilder, RequestBuilder
from outrider.importers.postman.postman_auth import NONE
from outrider.importers.postman.postman_report import references
from outrider.model.workspace import (
    AuthTable,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Scalar,
    TextBody,
)

_TOKEN = "{{access_token}}"
_BEARER = re.compile(r"bearer +\{\{access_token\}\}", re.IGNORECASE)
"""Letters of either case, and blanks as many as there are, say the same (RFC 9110 §11.4)."""
_PREFIXED = re.compile(
    r"(?:(?P<prefix>(?=\S)(?:[^{}]|\{\{(?!access_token\})[^{}]*\}\})+)(?:(?<!=)(?<!\s) |(?<==)))?"
    r"\{\{access_token\}\}"
)
"""What a prefix can say: one blank stands behind it, or none where it ends with ``=``."""


class StoredTokenPlace(Struct, frozen=True):
    """Where a stored token goes.

    Attributes:
        location: ``header``, ``query`` or ``body``.
        written: what is sent there, a template with the token in it.
        template: as ``written``, with the variables of the collection; empty for the same.
        is_row: a row of the request already says so.
    """

    location: str
    name: str
    written: str
    template: str = ""
    is_row: bool = False

    @property
    def placement(self) -> Mapping[str, Any]:
        """The placement of an auth; empty where it is the usual one.

        Where no prefix can say what is written, it names the same place, in which a row wins.
        """
        prefix = self._prefix
        usual = self.location == "header" and self.name.lower() == "authorization"
        if usual and (prefix is None or prefix.lower() == "bearer"):
            return {}
        table = {"in": self.location, "name": self.name}
        return table | {"prefix": prefix or ""} if self.location == "header" or prefix else table

    @property
    def is_bearer(self) -> bool:
        """Whether it is the usual place, and nothing else stands there."""
        return self._prefix is not None and not self.placement

    @property
    def needs_row(self) -> bool:
        """Whether a request needs a row, since no placement can say what is written."""
        return self._prefix is None and not self.is_row

    @property
    def _prefix(self) -> str | None:
        written = self.written.rstrip() if self.location == "header" else self.written
        if self.location == "header" and _BEARER.fullmatch(written):
            return "Bearer"
        match = _PREFIXED.fullmatch(written)
        return None if match is None else match["prefix"] or ""


BEARER = StoredTokenPlace("header", "Authorization", f"Bearer {_TOKEN}")
"""Where a token goes when nothing says otherwise."""


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
    return re.sub(r"\{\{([^{}]*)\}\}", lambda match: stored.get(match[1], match[0]), template)


def place_of(auth: AuthTable | None, stored: Mapping[str, str]) -> StoredTokenPlace | None:
    """Where an auth that is made of a stored token puts it; ``None`` for any other auth."""
    table = auth.table if auth is not None else {}
    placement: Mapping[str, Any] = table.get("placement", {})
    match table.get("type"):
        case "bearer":
            location, name, template = "header", "Authorization", f"Bearer {table.get('token', '')}"
        case "api_key":
            location, name = str(placement.get("in")), str(placement.get("name"))
            template = str(table.get("value", ""))
            if prefix := placement.get("prefix"):
                template = f"{prefix} {template}"
        case _:
            return None
    written = substitute(template, stored)
    return StoredTokenPlace(location, name, written, template) if _TOKEN in written else None


def place_in(request: RequestBuilder, stored: Mapping[str, str]) -> StoredTokenPlace | None:
    """Where rows of a request put a stored token; ``None`` where they do not.

    Of several places the first counts: all of them are rows, and stay.
    """
    for location, name, written in _rows_of(request):
        whole = substitute(written, stored)
        if _TOKEN in whole and "{{" not in name:
            return StoredTokenPlace(location, name, whole, is_row=True)
    return None


def _rows_of(request: RequestBuilder) -> Iterator[tuple[str, str, str]]:
    """The places of a request that have a name: where, which name, what stands there."""
    for row in request.headers:
        if row.enabled:
            yield "header", row.name, row.value
    for pair in request.url.partition("#")[0].partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        yield "query", unquote_plus(name), value
    for row in request.query:
        if row.enabled:
            yield "query", row.name, row.value
    for row in request.body.fields if isinstance(request.body, FormBody) else ():
        if row.enabled:
            yield "body", row.name, row.value


def is_free(auth: AuthTable | None, stored: Mapping[str, str]) -> bool:
    """Whether auth that fetches the token may stand where this one stands."""
    return auth is None or auth is NONE or place_of(auth, stored) is not None


def names_in_auth(auth: AuthTable | None) -> set[str]:
    """Every variable that an auth refers to."""
    return references(str(dict(auth.table))) if auth is not None else set()


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
