"""Literal credentials in what was imported: found by place, name and shape, and referred to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from outrider.credential_shapes import (
    SECRET_FIELDS,
    find_credentials,
    has_credential_shape,
    is_credential,
    is_credential_field,
    is_placeholder,
)
from outrider.importers.json_strings import json_scalars, looks_like_json, unescaped
from outrider.importers.text_spelling import (
    IN_AUTHORITY,
    IN_JSON,
    IN_PATH,
    IN_QUERY,
    VERBATIM,
    HideValue,
    Spelling,
    hide_all,
    meaning,
)
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)

_REFERENCE = re.compile(r"(?<!\\)(\{\{[^{}]*\}\})")
_SCHEME = re.compile(
    r"(?P<scheme>Bearer|Basic|Token|Digest|DPoP|ApiKey|Api-Key|SSWS|GenieKey|Negotiate|NTLM|Hawk|"
    r"OAuth|Key|PoP|MAC|AWS4-HMAC-SHA256|Klaviyo-API-Key)[ \t]+",
    re.IGNORECASE,
)
_NAMES = {"bearer": "bearer_token", "basic": "basic_credentials"}
_URL = re.compile(
    r"(?P<start>(?:[A-Za-z][A-Za-z0-9+.-]*://|\{\{[^{}]*\}\})?)"
    r"(?:(?P<userinfo>[^/?#@]*(?:\{\{[^{}]*\}\}[^/?#@]*)*)@)?(?P<host>(?:\{\{[^{}]*\}\}|[^/?#])*)"
    r"(?P<path>(?:\{\{[^{}]*\}\}|[^?#])*)(?P<query>.*)",
    re.DOTALL,
)
_SAID = re.compile(
    r"(?P<before>\b(?P<name>key|token|secret|password|passwd|pwd)\b(?: is)?[ :=]{1,4}[\"'`]?)"
    r"(?P<value>(?=[A-Za-z_+/=.-]*[0-9])(?=[0-9_+/=.-]*[A-Za-z])[A-Za-z0-9_+/=.-]{8,})",
    re.IGNORECASE,
)
"""A credential that a sentence gives away: ``use the key 4f2a…``."""
_WORTH_A_LOOK = re.compile(r"[=:<]|[A-Za-z0-9_-]{16}")


def has_reference_in(written: str) -> bool:
    """Whether something in it is a reference, or looks like one."""
    return _REFERENCE.search(written) is not None


class CredentialHider:
    """Puts references in the place of literal credentials; ``hide`` keeps each and names it."""

    def __init__(self, hide: HideValue) -> None:
        self._hide = hide

    def field(self, row: NameValueRow) -> NameValueRow:
        """A header row (RFC 9110 §11.6.2, RFC 6265, and the key fields of many APIs)."""
        name, written = row.name, row.value
        if has_reference_in(written):
            return replace(row, value=self._pieces(name, written))
        if not is_credential_field(name, written):
            return replace(row, value=self.text(written))
        scheme = _SCHEME.match(written)
        cut = scheme.end() if scheme else 0
        called = name
        if scheme and name.lower() in SECRET_FIELDS:
            called = _NAMES.get(scheme["scheme"].lower(), name)
        return replace(
            row, value=written[:cut] + hide_all(written[cut:], called, VERBATIM, self._hide)
        )

    def _pieces(self, name: str, written: str) -> str:
        """A value with references in it: each literal part of it is looked at by itself."""
        if name.lower() != "cookie":
            return self.text(written)
        cookies = written.split(";")
        return ";".join(
            cookie if has_reference_in(cookie) else self._cookie(cookie) for cookie in cookies
        )

    def _cookie(self, cookie: str) -> str:
        name, equals, value = cookie.partition("=")
        if is_placeholder(value):
            return cookie
        return name + equals + hide_all(value, name.strip(), VERBATIM, self._hide)

    def row(self, row: NameValueRow) -> NameValueRow:
        """A row of a query or a form."""
        return replace(row, value=self.value(row.name, row.value))

    def value(self, name: str, written: str, spelling: Spelling = VERBATIM) -> str:
        """A value that has a name."""
        if has_reference_in(written):
            return self.text(written, spelling)
        plain = meaning(written, spelling)[0]
        if is_credential(name, plain):
            scheme = _SCHEME.match(written)
            cut = scheme.end() if scheme else 0
            return written[:cut] + hide_all(written[cut:], name, spelling, self._hide)
        return self.text(written, spelling)

    def text(self, written: str, spelling: Spelling = VERBATIM) -> str:
        """Any text: what looks like a credential in it, wherever it stands."""
        if not _WORTH_A_LOOK.search(written):
            return written
        if spelling is VERBATIM and looks_like_json(written):
            return self.json(written, quoted=VERBATIM)
        return "".join(
            piece if index % 2 else self._literal(piece, spelling)
            for index, piece in enumerate(_REFERENCE.split(written))
        )

    def known(self, written: str) -> str:
        """Words for people: only what is known by its looks is no example of theirs."""

        def said(match: re.Match[str]) -> str:
            value = match["value"]
            if is_placeholder(value):
                return match[0]
            return match["before"] + hide_all(value, match["name"], VERBATIM, self._hide)

        return _SAID.sub(said, self._literal(written, VERBATIM, by_looks=True))

    def _literal(self, written: str, spelling: Spelling, *, by_looks: bool = False) -> str:
        plain, places = meaning(written, spelling)
        parts: list[str] = []
        at = 0
        for found in find_credentials(plain):
            if by_looks and not has_credential_shape(plain[found.start : found.end]):
                continue
            start, end = places[found.start], places[found.end]
            name = found.name or "token"
            parts += [
                written[at:start],
                hide_all(written[start:end], name, spelling, self._hide),
            ]
            at = end
        return "".join([*parts, written[at:]]) if parts else written

    def json(self, written: str, quoted: Spelling = IN_JSON) -> str:
        """A JSON text: values of members at any depth."""
        parts: list[str] = []
        at = 0
        for one in json_scalars(written):
            raw = written[one.start : one.end]
            spelling = quoted if one.quoted else VERBATIM
            new = self._scalar(raw, one.names, spelling, is_text=one.quoted)
            if new != raw:
                parts += [written[at : one.start], new]
                at = one.end
        return "".join([*parts, written[at:]]) if parts else written

    def _scalar(self, raw: str, names: Sequence[str], spelling: Spelling, *, is_text: bool) -> str:
        if not has_reference_in(raw):
            plain = unescaped(raw) if is_text else raw
            for name in names:
                if is_credential(name, plain):
                    scheme = _SCHEME.match(raw)
                    cut = scheme.end() if scheme else 0
                    return raw[:cut] + hide_all(raw[cut:], name.strip(), spelling, self._hide)
        if not is_text or not _WORTH_A_LOOK.search(raw):
            return raw
        return "".join(
            piece if index % 2 else self._literal(piece, spelling)
            for index, piece in enumerate(_REFERENCE.split(raw))
        )

    def url(self, written: str) -> str:
        """A URL: its user info, what its query carries, and tokens among its steps."""
        found = _URL.fullmatch(written)
        if found is None:
            return written
        start, info, path = found["start"], found["userinfo"], found["path"]
        if info is not None:
            start += self._userinfo(info) + "@"
        steps = "/".join(self._step(step) for step in path.split("/"))
        return start + found["host"] + steps + self._query(found["query"])

    def _userinfo(self, written: str) -> str:
        user, colon, password = written.partition(":")
        if has_reference_in(written):
            return self.text(written, IN_AUTHORITY)
        if colon and password:
            if not is_placeholder(password):
                password = hide_all(password, "password", IN_AUTHORITY, self._hide)
            return self.text(user, IN_AUTHORITY) + colon + password
        # A key alone is often written where the user's name would be.
        return self.value("key", user, IN_AUTHORITY) + colon

    def _step(self, step: str) -> str:
        return step if step.startswith(":") else self.text(step, IN_PATH)

    def _query(self, written: str) -> str:
        query, mark, fragment = written.partition("#")
        pairs = []
        for pair in query[1:].split("&") if query else []:
            name, equals, value = pair.partition("=")
            pairs.append(name + equals + self.value(_plain(name), value, IN_QUERY))
        return query[:1] + "&".join(pairs) + mark + self.text(fragment, IN_QUERY)

    def body(self, body: Body | None) -> Body | None:
        """The body of a request."""
        match body:
            case TextBody("json", content) if content:
                return replace(body, content=self.json(content))
            case TextBody(_, content) if content:
                return replace(body, content=self.text(content))
            case FormBody(fields):
                return FormBody(tuple(map(self.row, fields)))
            case MultipartBody(parts):
                return MultipartBody(tuple(map(self._part, parts)))
            case GraphQLBody(query, variables):
                known = variables and self.json(variables)
                return replace(body, query=self.text(query), variables=known)
            case TextBody() | FileBody() | None:
                return body

    def _part(self, part: MultipartPart) -> MultipartPart:
        if part.value is None:
            return part
        return replace(part, value=self.value(part.name, part.value))

    def lines(self, lines: Iterable[str]) -> list[str]:
        """Lines of comments."""
        text = "\n".join(lines)
        return self._literal(text, VERBATIM).split("\n") if text else []


def _plain(name: str) -> str:
    return meaning(name, IN_QUERY)[0]
