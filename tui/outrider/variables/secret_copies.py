"""Copies of known secrets in texts, as they are or as base64, hex, JSON or a URL spells them. Pure.

What refers to a secret by its name sends the same where a template spells the value in the same
way; any other spelling is a secret of its own, for nothing that is written can make it from the
first.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from outrider.credential_shapes import FoundCredential, find_credentials
from outrider.model.secret import MASK, Secret
from outrider.model.workspace import GraphQLBody, Request, TextBody
from outrider.redaction.decoded_text import fully_decoded
from outrider.redaction.secret_search import SecretSearch, mask_found
from outrider.redaction.secret_spellings import spell
from outrider.variables import literal_texts as texts
from outrider.variables.nested_texts import with_texts

SHORTEST = 8
"""Characters of a value that is looked for: shorter ones are parts of other words."""

_SHORTEST_PIECE = 4
"""Characters of a piece that stands alone, between what no reference can express in a URL."""

_PLAIN_WORD = re.compile(r"[A-Za-z]{1,15}")
_BEFORE = r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt]))"
_ENCODED = re.compile(r"[A-Za-z0-9+_-]+={0,2}")
"""Not with a slash, which may be one of a path: what it leaves tells nothing of the secret."""
_BASIC = re.compile(r"(?:[Bb]asic +)?([A-Za-z0-9+/_-]{8,}={0,2})")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


class SecretCopies:
    """Finds the values of secrets wherever else they are.

    Words that anybody could have written are left: a password ``production`` is no reason to
    change a description.

    Args:
        secrets: those that are kept, by name.
    """

    def __init__(self, secrets: Iterable[tuple[str, str]]) -> None:
        self._names = {value: name for name, value in secrets if _is_telling(value)}
        # A part of a secret that opens something by itself is a secret too.
        self._parts: dict[str, str] = {}
        for value, name in self._names.items():
            for called, part in _parts(value):
                if _is_telling(part) and part not in self._names:
                    self._parts.setdefault(part, f"{name}_{called or 'part'}")

    def __bool__(self) -> bool:
        return bool(self._names)

    @property
    def values(self) -> Iterable[str]:
        """What is looked for."""
        return self._sought

    @cached_property
    def _sought(self) -> Mapping[str, str]:
        return {**self._parts, **self._names}

    @cached_property
    def _verbatim(self) -> re.Pattern[str]:
        # The longest first: one may begin another.
        words = "|".join(map(re.escape, sorted(self._sought, key=len, reverse=True)))
        return re.compile(rf"{_BEFORE}(?:{words})(?![A-Za-z0-9])")

    @cached_property
    def _search(self) -> SecretSearch:
        search = SecretSearch()
        for value in self._sought:
            search.add(spell(value, whole=True))
        return search

    @cached_property
    def _searches(self) -> list[tuple[str, SecretSearch]]:
        made = []
        for value, name in self._sought.items():
            search = SecretSearch()
            search.add(spell(value, whole=True))
            made.append((name, search))
        return made

    def may_be_in(self, text: str) -> bool:
        """Whether a long text can have one: faster than to find it where there is none."""
        return bool(self._search.find(text))

    def find(self, text: str) -> list[FoundCredential]:
        """Where a text has one, in order, by the secret's name."""
        if len(text) < SHORTEST or not self._names:
            return []
        found = [
            FoundCredential(*match.span(), self._sought[match[0]])
            for match in self._verbatim.finditer(text)
        ]
        taken = [(one.start, one.end) for one in found]
        for span in self._search.find(text):
            start, end = self._whole(text, *span)
            if all(end <= first or last <= start for first, last in taken) and start < end:
                found.append(FoundCredential(start, end, self._name(text[start:end])))
        return sorted(found, key=lambda one: one.start)

    def _whole(self, text: str, start: int, end: int) -> tuple[int, int]:
        """All of what is encoded together; nothing of what only goes on with other letters."""
        piece = text[start:end]
        if piece in self._sought:
            return start, start
        if fully_decoded(piece) in self._sought:
            return start, end
        while start and _ENCODED.fullmatch(text[start - 1]):
            start -= 1
        more = _ENCODED.match(text, start)
        return start, max(end, more.end() if more else end)

    def _name(self, piece: str) -> str:
        known = self._sought.get(fully_decoded(piece))
        return known or next((name for name, one in self._searches if one.find(piece)), "secret")

    def masked(self, text: str) -> str:
        """A text for people, with a mask in the place of each."""
        return mask_found(text, [(one.start, one.end) for one in self.find(text)], MASK)

    def referring(self, keep: Callable[[str, str], str]) -> texts.Hide:
        """What stands for a copy.

        Args:
            keep: keeps a secret that is spelled otherwise, under a name like the given one, and
                gives what refers to it.
        """

        def refer(name: str, value: str, _respelled: bool) -> str | None:
            if self._names.get(value) == name:
                return "{{" + name + "}}"
            if len(value) < _SHORTEST_PIECE:
                return None
            return keep(name if value in self._parts else f"{name}_encoded", value)

        return refer


class ExactCopies(SecretCopies):
    """Finds values of which it is certain that they are secrets, as they are.

    Those of at least :data:`SHORTEST` characters are found within other words too.
    """

    def __init__(self, secrets: Iterable[tuple[str, str]]) -> None:
        super().__init__(())
        self._exact = {value: name for name, value in secrets if len(value) >= _SHORTEST_PIECE}

    def __bool__(self) -> bool:
        return bool(self._exact)

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        words = (
            re.escape(one) if len(one) >= SHORTEST else rf"\b{re.escape(one)}\b"
            for one in sorted(self._exact, key=len, reverse=True)
        )
        return re.compile("|".join(words))

    def find(self, text: str) -> list[FoundCredential]:
        """Where a text has one, in order, by the secret's name."""
        if not self._exact:
            return []
        return [
            FoundCredential(*match.span(), self._exact[match[0]])
            for match in self._anywhere.finditer(text)
        ]


def refer_in_request(request: Request, copies: SecretCopies, hide: texts.Hide) -> Request:
    """The request with references to secrets in the place of their copies; it sends the same."""

    def change(text: str) -> str:
        return refer_in_text(text, copies, hide)

    return replace(
        request,
        url=_refer_in_url(request.url, copies, hide),
        query_params=with_texts(request.query_params, change),
        headers=with_texts(request.headers, change),
        path_params=with_texts(request.path_params, change),
        auth=with_texts(request.auth, change),
        variables=with_texts(request.variables, change),
        body=_refer_in_body(request.body, copies, hide),
        expectations=tuple(
            replace(
                one,
                checks=tuple(
                    replace(check, expected=with_texts(check.expected, change))
                    for check in one.checks
                ),
            )
            for one in request.expectations
        ),
    )


def refer_in_text(
    text: str, copies: SecretCopies, hide: texts.Hide, place: texts.TextPlace = texts.PLAIN
) -> str:
    """The same for a text."""
    return texts.hide_in_template(text, place, copies.find, hide)


def _refer_in_url(written: str, copies: SecretCopies, hide: texts.Hide) -> str:
    parts = _URL.fullmatch(written)
    if parts is None:
        return written
    scheme, authority, path, query, fragment = parts.groups(default="")
    info, at, host = authority.rpartition("@")
    # A host is told to everybody on the way, and no value may decide where a credential goes.
    return (
        scheme
        + refer_in_text(info, copies, hide, texts.USERINFO)
        + at
        + host
        + refer_in_text(path, copies, hide, texts.URL_PATH)
        + refer_in_text(query, copies, hide, texts.URL_QUERY)
        + refer_in_text(fragment, copies, hide)
    )


def _refer_in_body(body: Any, copies: SecretCopies, hide: texts.Hide) -> Any:
    match body:
        case TextBody(type="json", content=str(content)):
            return replace(body, content=_refer_in_json(content, copies, hide))
        case GraphQLBody():
            variables = body.variables
            if variables is not None:
                variables = _refer_in_json(variables, copies, hide)
            query = refer_in_text(body.query, copies, hide)
            return replace(body, query=query, variables=variables)
    return with_texts(body, lambda text: refer_in_text(text, copies, hide))


def _refer_in_json(written: str, copies: SecretCopies, hide: texts.Hide) -> str:
    """Between quotation marks a value is escaped, elsewhere it stands as it is."""
    made, at = [], 0
    for match in _JSON_STRING.finditer(written):
        made.append(refer_in_text(written[at : match.start()], copies, hide))
        inner = refer_in_text(match[0][1:-1], copies, hide, texts.JSON_STRING)
        made.append(f'"{inner}"')
        at = match.end()
    return "".join([*made, refer_in_text(written[at:], copies, hide)])


def _is_telling(text: str) -> bool:
    return len(text) >= SHORTEST and not _PLAIN_WORD.fullmatch(text) and "{{" not in text


def _parts(value: str) -> Iterator[tuple[str, str]]:
    """What a secret is made of: the password of Basic credentials (RFC 7617), one cookie."""
    basic = _BASIC.fullmatch(value)
    if basic is not None:
        user, colon, password = _decoded(basic[1]).partition(":")
        if colon and user.isprintable() and password.isprintable():
            yield "password", password
    for found in find_credentials(value):
        yield found.name, value[found.start : found.end]


def _decoded(text: str) -> str:
    padded = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b64decode(padded + "=" * (-len(padded) % 4)).decode()
    except ValueError:
        return ""


def known_values(values: Mapping[str, Secret]) -> Iterator[tuple[str, str]]:
    """Secrets by name, with what they are."""
    for name, value in values.items():
        yield name, value.reveal()
