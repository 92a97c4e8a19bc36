"""The credentials that a request holds itself, and the hosts for which they were entered.

A credential that a file has is for the hosts that the files name. One that only an unsaved edit
has came with the URL beside it, and stays with that URL's host.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.auth.origins import parse_origin
from outrider.engine.send.literal_secrets import request_literals
from outrider.engine.send.request_scopes import request_scope
from outrider.engine.send.send_job import SendJob
from outrider.errors import SourceLocation
from outrider.model.message import MultipartContent, RequestMessage, TextContent, content_texts
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.workspace import (
    AuthTable,
    Body,
    FormBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    TextBody,
)
from outrider.variables.literal_credentials import hide_in_variable
from outrider.variables.reference_grammar import has_reference


class OwnCredentials(Struct, frozen=True):
    """What a request holds without any secret being referred to.

    Attributes:
        filed: whether something of it is in a file: in the request's own, a folder's, a variable.
        auth_entered: whether all of the request's own auth is written in an unsaved edit.
        entered: credentials that only an unsaved edit has.
    """

    filed: bool
    auth_entered: bool
    entered: frozenset[Secret]

    @classmethod
    def of(cls, job: SendJob, message: RequestMessage) -> OwnCredentials:
        """Those of a request, and of the message that it has become."""
        request = _in_use(job.request.request)
        saved = job.saved_request.request if job.saved_request is not None else None
        there = request_literals(saved) if saved is not None else set()
        held = request_literals(replace(request, auth=None))
        entered = held - there
        auth = request_literals(replace(_EMPTY, auth=request.auth))
        auth_entered = (
            request.auth is not None
            and (saved is None or _table(saved.auth) != _table(request.auth))
            and not auth & there
            and not any(map(has_reference, _texts(request.auth.table)))
        )
        filed = bool(held & there) or any(
            not any(_overlap(value, one) for one in entered) for value in _shown(job, message)
        )
        return cls(filed, auth_entered, frozenset(entered | (auth if auth_entered else set())))


class EnteredCredentials(Struct):
    """For which host each credential was entered that is in no file, while the program runs."""

    _origins: dict[Secret, str] = field(default_factory=dict)

    def note(self, request: Request) -> None:
        """Takes note of a command's credentials: they came with its URL."""
        origin = parse_origin(request.url)
        if origin is not None and not has_reference(origin.host):
            for one in request_literals(request):
                self._origins[one] = str(origin)

    def other_origin(self, credentials: frozenset[Secret], origin: str) -> str:
        """The origin for which one of these was entered, where it is another; else empty.

        What was never sent is for this origin from now on.
        """
        known = {one: self._origins.get(one, origin) for one in credentials}
        other = min((one for one in known.values() if one != origin), default="")
        if not other:
            self._origins.update(known)
        return other


def _in_use(request: Request) -> Request:
    """The request without rows that are switched off, and without variables of its own."""
    body: Body | None = request.body
    match body:
        case FormBody(fields):
            body = FormBody(_enabled(fields))
        case MultipartBody(parts):
            body = MultipartBody(tuple(part for part in parts if part.enabled))
    return replace(
        request,
        headers=_enabled(request.headers),
        query_params=_enabled(request.query_params),
        variables={},
        body=body,
    )


def _enabled(rows: tuple[NameValueRow, ...]) -> tuple[NameValueRow, ...]:
    return tuple(row for row in rows if row.enabled)


def _shown(job: SendJob, message: RequestMessage) -> Iterator[Secret]:
    """What looks like a credential where everything that is referred to has been put in."""
    lines = message.headers
    headers = tuple(NameValueRow(one.name, _plain(one.value)) for one in lines)
    resolved = replace(_EMPTY, url=_plain(message.url), headers=headers, body=_body(message))
    yield from request_literals(resolved)
    texts = [resolved.url, *(row.value for row in headers)]
    texts += map(_plain, content_texts(message.content))
    spelled = "\n".join(texts)
    spelled = f"{spelled}\n{unquote(spelled)}\n{unquote_plus(spelled)}"
    for value in _variable_literals(job):
        if value in spelled or json.dumps(value)[1:-1] in spelled:
            yield Secret(value)


def _plain(text: MaybeSecret) -> str:
    """A text without any secret; those are told apart from what is written out."""
    return text if isinstance(text, str) else ""


def _body(message: RequestMessage) -> Body | None:
    match message.content:
        case TextContent(text):
            written = _plain(text)
            return TextBody("json" if written.lstrip()[:1] in {"{", "["} else "text", written)
        case MultipartContent(parts):
            return MultipartBody(
                tuple(
                    MultipartPart(_plain(part.name), value=_plain(part.content.text))
                    for part in parts
                    if isinstance(part.content, TextContent)
                )
            )
        case _:
            return None


def _variable_literals(job: SendJob) -> list[str]:
    """The values of variables that are credentials by their names or shapes."""
    found: list[str] = []

    def note(_name: str, value: str, _: SourceLocation) -> None:
        found.append(value)

    for layer in request_scope(job.snapshot, job.request).layers:
        for name, one in layer.items():
            hide_in_variable(name, one.value, one.place, note)
    return found


def _overlap(one: Secret, other: Secret) -> bool:
    """Whether one is the other, or a part of it, as they are spelled in a URL or a form."""
    first, second = (unquote_plus(text.reveal()) for text in (one, other))
    return first in second or second in first


def _table(auth: AuthTable | None) -> Mapping[str, Any] | None:
    return auth.table if auth is not None else None


def _texts(table: Mapping[str, Any]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, Mapping):
            yield from _texts(value)
        elif isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from (one for one in value if isinstance(one, str))


_EMPTY = Request("", "", "")
