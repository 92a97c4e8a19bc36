"""Credentials that are written out in a request or a folder, each with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias

from msgspec.structs import replace

from outrider.credential_shapes import (
    asks_with_code,
    find_in_protocols,
    is_credential,
    is_credential_by_name,
    is_credential_field,
    is_credential_name,
    is_placeholder,
    may_be_key,
    name_in_grant,
)
from outrider.errors import SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.workspace import (
    AuthTable,
    Body,
    Folder,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    Scalar,
    TextBody,
    Variable,
    scalar_text,
)
from outrider.variables import literal_texts as texts
from outrider.variables.expectation_credentials import hide_in_expectations
from outrider.variables.form_credentials import form_rows, hide_in_form_text, hide_in_query
from outrider.variables.json_credentials import hide_in_json
from outrider.variables.reference_grammar import has_reference
from outrider.variables.unknown_auths import KNOWN_TYPES, hide_in_unknown

HideAt: TypeAlias = Callable[[str, str, SourceLocation], str | None]
"""Given a name, a credential and its place, what is written there; ``None`` leaves it."""

_URL = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.-]*://)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_SCHEME = lazy_pattern(r"[A-Za-z][\w!#$%&'*+.^`|~-]* +(?=\S)", re.ASCII)
_AUTHORIZATION = frozenset({"authorization", "proxy-authorization"})
_ALWAYS = {
    "basic": ("password",),
    "digest": ("password",),
    "ntlm": ("password",),
    "bearer": ("token",),
    "api_key": ("value",),
    "aws_sigv4": ("access_key_id", "secret_access_key", "secret_key", "session_token"),
}
"""Keys of an auth that are credentials whatever they look like, by its type."""


def hide_in_request(
    request: Request,
    hide: HideAt,
    *,
    placeholders: bool = False,
    respelled: list[str] | None = None,
) -> Request:
    """The request with references in the place of its credentials; it sends what means the same.

    With ``placeholders`` an auth's password is hidden too where it looks like none yet.
    ``respelled`` gets the references to what will be spelled otherwise where it is sent.
    """
    walk = _Walk(request.file, hide, placeholders=placeholders, respelled=respelled)
    return replace(
        hide_in_expectations(request, walk.hide),
        url=walk.url(request.url),
        query_params=walk.rows(request.query_params, "query"),
        headers=walk.headers(request.headers),
        path_params={
            name: walk.value(name, value, ("path", name))
            for name, value in request.path_params.items()
        },
        auth=walk.auth(request.auth),
        variables=walk.variables(request.variables),
        body=walk.body(request.body, request.headers),
    )


def hide_in_folder(folder: Folder, hide: HideAt) -> Folder:
    """As :func:`hide_in_request`, for what ``folder.toml`` says for all below."""
    walk = _Walk(folder.file, hide)
    return replace(
        folder,
        headers=walk.headers(folder.headers),
        auth=walk.auth(folder.auth),
        variables=walk.variables(folder.variables),
    )


def hide_in_variable(name: str, value: Scalar, place: SourceLocation, hide: HideAt) -> Scalar:
    """As :func:`hide_in_request`, for the value of a variable; numbers may be passwords too."""
    written = value if isinstance(value, str) else scalar_text(value)
    hidden = _Walk(place.file, hide).value(name, written, place.key)
    return value if hidden == written else hidden


def show_auth_literals(auth: AuthTable, key: tuple[str, ...], show: HideAt) -> None:
    """Shows every credential of an auth that stands under a key."""
    _Walk(auth.place.file, show).auth(auth, key)


def show_url_literals(url: str, place: SourceLocation, show: HideAt) -> None:
    """Shows every credential of the URL of a proxy."""
    _Walk(place.file, show).url(url, place.key)


def hide_in_proxy(url: str, hide: Callable[[str, str], str | None]) -> str:
    """A proxy's URL with a reference in the place of its password."""
    walk = _Walk(
        "",
        lambda _, value, __: hide("proxy_password", value),
        placeholders=True,
        userinfo=texts.PROXY_USERINFO,
    )
    return walk.url(url)


class _Walk:
    def __init__(
        self,
        file: str,
        hide: HideAt,
        *,
        placeholders: bool = False,
        userinfo: texts.TextPlace = texts.USERINFO,
        respelled: list[str] | None = None,
    ) -> None:
        self._respelled = [] if respelled is None else respelled
        self._userinfo = userinfo
        self._file = file
        self._hide_at = hide
        self._placeholders = placeholders

    def hide(self, *key: str | int) -> texts.Hide:
        """What writes something else in the place of credentials below a key."""
        place = SourceLocation(self._file, key)

        def hide(name: str, value: str, respelled: bool) -> str | None:
            reference = self._hide_at(name, value, place)
            if respelled and reference:
                self._respelled.append(reference)
            return reference

        return hide

    def value(self, name: str, written: str, key: tuple[str | int, ...]) -> str:
        """What stands under a name and is put in as it is."""
        return self._named(name, written, texts.PLAIN, self.hide(*key))

    def _named(self, name: str, written: str, place: texts.TextPlace, hide: texts.Hide) -> str:
        if is_credential(name, written):
            return texts.hide_in_template(written, place, texts.meant(name), hide)
        return texts.hide_everywhere(written, place, hide)

    def rows(self, rows: Iterable[NameValueRow], *key: str) -> tuple[NameValueRow, ...]:
        """Of a row, what is written is encoded as what a reference stands for is."""
        rows = tuple(rows)
        with_code = any(asks_with_code(f"{one.name}={one.value}") for one in rows)
        made = []
        for index, row in enumerate(rows):
            name = name_in_grant(row.name, with_code=with_code)
            made.append(replace(row, value=self.value(name, row.value, (*key, index, "value"))))
        return tuple(made)

    def variables(self, variables: Mapping[str, Variable]) -> dict[str, Variable]:
        return {
            name: replace(
                one,
                value=hide_in_variable(
                    name, one.value, SourceLocation(self._file, ("variables", name)), self._hide_at
                ),
            )
            for name, one in variables.items()
        }

    def headers(self, rows: Iterable[NameValueRow]) -> tuple[NameValueRow, ...]:
        return tuple(
            replace(row, value=self._header(row, self.hide("headers", index, "value")))
            for index, row in enumerate(rows)
        )

    def _header(self, row: NameValueRow, hide: texts.Hide) -> str:
        name, value = row.name.strip().lower(), row.value
        if name == "cookie" and has_reference(value):
            return "".join(map(partial(self._cookie, hide=hide), re.split(r"(;\s*)", value)))
        if any(find_in_protocols(name, value)):
            find = partial(find_in_protocols, name)
            return texts.hide_in_template(value, texts.PLAIN, find, hide)
        if not is_credential_field(name, value):
            return texts.hide_everywhere(value, texts.PLAIN, hide)
        scheme = _SCHEME.match(value) if name in _AUTHORIZATION else None
        if scheme is None or may_be_key(scheme[0].strip()):
            return texts.hide_in_template(value, texts.PLAIN, texts.meant(row.name), hide)
        called = f"{scheme[0].strip()}_credentials"
        rest = texts.hide_in_template(value[scheme.end() :], texts.PLAIN, texts.meant(called), hide)
        return scheme[0] + rest

    def _cookie(self, pair: str, hide: texts.Hide) -> str:
        """One of several, where another is a reference: what a cookie is called opens nothing."""
        name, equals, value = pair.partition("=")
        if not equals or not (is_credential(name, value) or len(value) >= 8):
            return pair
        return name + equals + texts.hide_in_template(value, texts.PLAIN, texts.meant(name), hide)

    def url(self, written: str, key: tuple[str | int, ...] = ("url",)) -> str:
        """User info, path, query: each as it is encoded there."""
        hide = self.hide(*key)
        parts = _URL.fullmatch(written)
        if parts is None:
            return written
        scheme, authority, path, query, fragment = parts.groups(default="")
        info, at, host = authority.rpartition("@")
        if at:
            user, colon, password = info.partition(":")
            if self._placeholders or not is_placeholder(password):
                password = texts.hide_in_template(
                    password, self._userinfo, texts.meant("password"), hide
                )
            user = self._named("user", user, self._userinfo, hide)
            authority = f"{user}{colon}{password}@{host}"
        path = texts.hide_everywhere(path, texts.URL_PATH, hide)
        if query:
            query = "?" + hide_in_query(query[1:], hide)
        return scheme + authority + path + query + fragment

    def auth(self, auth: AuthTable | None, key: tuple[str, ...] = ("auth",)) -> AuthTable | None:
        if auth is None:
            return None
        kind = str(auth.table.get("type", ""))
        if kind not in KNOWN_TYPES:
            return AuthTable(hide_in_unknown(auth.table, key, self.hide), auth.places, auth.place)
        changed = self._table(auth.table, key, _ALWAYS.get(kind, ()))
        return AuthTable(changed, auth.places, auth.place)

    def _table(
        self, table: Mapping[str, Any], key: tuple[str, ...], always: Iterable[str] = ()
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, value in table.items():
            if name == "token_response":
                # The paths of tokens, which are called as tokens are.
                made[name] = value
            elif name == "token_headers" and isinstance(value, Mapping):
                made[name] = self._token_headers(value, (*key, name))
            elif isinstance(value, Mapping):
                made[name] = self._table(value, (*key, name))
            elif isinstance(value, str) and value:
                made[name] = self._setting(name, value, (*key, name), table, always=name in always)
            elif isinstance(value, list | tuple):
                made[name] = [
                    self._setting(name, one, (*key, name, index), table, always=False)
                    if isinstance(one, str) and one
                    else one
                    for index, one in enumerate(value)
                ]
            else:
                made[name] = value
        return made

    def _token_headers(self, table: Mapping[str, Any], key: tuple[str, ...]) -> dict[str, Any]:
        return {
            name: self._header(NameValueRow(name, value), self.hide(*key, name))
            if isinstance(value, str) and value
            else value
            for name, value in table.items()
        }

    def _setting(
        self,
        name: str,
        value: str,
        key: tuple[str | int, ...],
        table: Mapping[str, Any],
        *,
        always: bool,
    ) -> str:
        if name.endswith(("prefix", "method")):
            return value
        if name == "issuer" or name.endswith(("_endpoint", "_uri", "_url")):
            return self.url(value, key)
        empty = is_placeholder(value)
        if (always and (self._placeholders or not empty)) or (
            is_credential_by_name(name, value) and (not empty or is_credential(name, value))
        ):
            user = table.get("username")
            known = isinstance(user, str) and user and "{{" not in user and not may_be_key(user)
            if name == "password":
                called = f"{user if known else table.get('type', 'basic')}_{name}"
            else:
                called = name
            if always and name in {"token", "value"}:
                called = "bearer_token" if name == "token" else str(table.get("name", "api_key"))
            return texts.hide_in_template(value, texts.PLAIN, texts.meant(called), self.hide(*key))
        if name == "username" and (is_credential("key", value) or _is_key(value, table)):
            return texts.hide_in_template(
                value, texts.PLAIN, texts.meant("api_key"), self.hide(*key)
            )
        return texts.hide_everywhere(value, texts.PLAIN, self.hide(*key))

    def body(self, body: Body | None, headers: Iterable[NameValueRow] = ()) -> Body | None:
        match body:
            case TextBody(type="text", content=str(content)) if fields := form_rows(
                content, headers
            ):
                # A form that has to be decoded for its credentials is encoded by the engine.
                made = self.rows(fields, "body", "content")
                hidden = [new.value for new, old in zip(made, fields, strict=True) if new != old]
                self._respelled += hidden
                return FormBody(made) if hidden else body
            case FormBody():
                return FormBody(self.rows(body.fields, "body", "fields"))
            case MultipartBody():
                return MultipartBody(
                    tuple(self._part(part, index) for index, part in enumerate(body.parts))
                )
            case TextBody(content=str(content)):
                return replace(body, content=self._text(content, body.type))
            case GraphQLBody():
                variables = body.variables
                if variables is not None:
                    hide = self.hide("body", "variables")
                    variables = hide_in_json(variables, hide, texts.JSON_STRING)
                query = texts.hide_everywhere(body.query, texts.PLAIN, self.hide("body", "query"))
                return replace(body, query=query, variables=variables)
        return body

    def _part(self, part: MultipartPart, index: int) -> MultipartPart:
        if not part.value:
            return part
        hide = self.hide("body", "parts", index, "value")
        if part.value.lstrip()[:1] in {"{", "["}:
            return replace(part, value=hide_in_json(part.value, hide, texts.PLAIN))
        return replace(part, value=self._named(part.name, part.value, texts.PLAIN, hide))

    def _text(self, content: str, kind: str) -> str:
        hide = self.hide("body", "content")
        if kind == "json":
            return hide_in_json(content, hide, texts.JSON_STRING)
        if content.lstrip()[:1] in {"{", "["}:
            # Within a text values are put in as they are, also between quotation marks.
            return texts.hide_everywhere(
                hide_in_json(content, hide, texts.PLAIN), texts.PLAIN, hide
            )
        is_pair = "=" in content.partition("&")[0] and not re.search(r"[<\n]", content)
        if is_pair and not _is_settings(content):
            return hide_in_form_text(content, hide)
        return texts.hide_everywhere(content, texts.PLAIN, hide)


_SETTINGS = re.compile(r"\s*([^=&;]+)=[^&;]*(?:;[^=&;]+=[^&;]*)+;?\s*")


def _is_settings(content: str) -> bool:
    """Whether a text is a list of settings, as databases and queues are connected by."""
    found = _SETTINGS.fullmatch(content)
    return found is not None and not is_credential_name(found[1].strip())


def _is_key(user: str, table: Mapping[str, Any]) -> bool:
    """Whether a user without a password is a key: ``curl -u KEY:`` is how many APIs ask for it."""
    made = len(user) >= 8 and re.search(r"[0-9]", user) is not None and "{{" not in user
    password = str(table.get("password", ""))
    # What needs a password where the key is all is given one that says nothing.
    alone = "{{" not in password and (is_placeholder(password) or password == "x-oauth-basic")
    return made and table.get("type") == "basic" and alone and "@" not in user
