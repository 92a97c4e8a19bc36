"""Credentials among the members of JSON, at any depth; also where it is not quite JSON. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from outrider.credential_shapes import (
    FoundCredential,
    asks_with_code,
    find_credentials,
    find_private_members,
    is_credential,
    is_credential_name,
    is_placeholder,
    looks_made,
    name_in_grant,
)
from outrider.lazy_pattern import lazy_pattern
from outrider.variables.body.json_template import json_escape
from outrider.variables.literal_texts import (
    JSON_STRING,
    PLAIN,
    Hide,
    TextPlace,
    hide_in_template,
    whole,
)
from outrider.variables.reference_grammar import NAME

_TOKEN = lazy_pattern(
    rf"(?P<reference>\{{\{{[ \t]*{NAME.pattern}[ \t]*\}}\}})"
    r'|"(?P<string>(?:[^"\\]|\\.)*)"'
    r"|'(?P<single>(?:[^'\\\n]|\\.)*)'"
    r"|(?P<number>-?[0-9][0-9A-Za-z.+-]*)"
    r"|(?P<word>[A-Za-z_$][\w$-]*)"
    r"|(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<mark>[\[\]{},:])",
    re.DOTALL,
)
_COLON = lazy_pattern(r"\s*:")
_CALLS = frozenset({"name", "key", "id", "field", "param", "header"})
"""Members that say what the ``value`` beside them is."""
_CALLED = frozenset({"value", "val"})
_PUBLIC = lazy_pattern(
    r"(?:.*[_-])?(?:id|ids|uuid|guid|type|kind|name|names|label|title|description|hint|alg|kid|"
    r"scope|scopes|expir\w*|exp|iat|nbf|iss|aud|sub|issued\w*|created\w*|updated\w*|modified\w*|"
    r"date|time|timestamp|at|on|by|url|uri|href|link|rel|status|state|version|format|policy|count|"
    r"size|length|last4|user|username|email|role|region|env|environment|host|domain|path|method|"
    r"language|lang|locale|currency|color|fingerprint|thumbprint|hash|digest|etag|public\w*)|"
    r"[a-z]+(?:Id|Type|Name|At|On|Url|Uri|Date|Time|By)",
    re.IGNORECASE,
)
"""Members that a table of credentials has besides these."""


Judge: TypeAlias = Callable[[str, str], bool]
"""Whether what has this name and this value is a credential."""


class _OpenValue:
    """An open array or object: the key that was read last in it, and what a member calls it.

    Attributes:
        called: what its ``value`` is: what a member beside it says, else the name of the whole.
        below: the name of the credentials that it is a part of, at any depth.
    """

    def __init__(self, key: str, called: str = "", below: str = "") -> None:
        self.key = key
        self.called = called
        self.below = below


def hide_in_json(written: str, hide: Hide, place: TextPlace, judge: Judge = is_credential) -> str:
    """The text with references in the place of its credentials.

    ``place`` says how a value is encoded between quotation marks there.
    """
    made: list[str] = []
    frames = [_OpenValue("")]
    private = {one.start: one.name for one in find_private_members(written)}
    end, with_code = 0, asks_with_code(written)
    for token in _TOKEN.finditer(written):
        made.append(written[end : token.start()])
        end = token.end()
        text, kind = token[0], token.lastgroup
        if kind == "mark":
            _step(frames, text)
        elif kind in {"string", "single", "word"} and _COLON.match(written, end):
            frames[-1].key = _decoded(token[kind])
        elif kind in {"string", "single"}:
            quote, frame = text[0], frames[-1]
            if frame.key.lower() in _CALLS:
                frame.called = _decoded(token[kind])
            elif frame.key == "path" and token[kind].startswith("/"):
                # JSON Patch (RFC 6902) points at what gets the value.
                frame.called = _decoded(token[kind]).rpartition("/")[2]
            called = private.get(token.start(kind))
            if called is not None:
                hidden = hide_in_template(token[kind], place, whole(called), hide)
            else:
                called = name_in_grant(_name(frame), with_code=with_code)
                hidden = _hidden(token[kind], called, hide, place, judge)
            text = f"{quote}{hidden}{quote}"
        elif (kind == "number" or (kind == "word" and looks_made(text))) and judge(
            _name(frames[-1]), text
        ):
            text = hide(_name(frames[-1]), text, False) or text
        made.append(text)
    return "".join([*made, written[end:]])


def find_below_names(text: str) -> Iterator[FoundCredential]:
    """What looks made below the name of credentials: ``{"secrets": {"db": "k3…"}}``."""
    frames = [_OpenValue("")]
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "mark":
            _step(frames, token[0])
        elif kind in {"string", "single", "word"} and _COLON.match(text, token.end()):
            frames[-1].key = _decoded(token[kind])
        elif kind in {"string", "single"} and frames[-1].below:
            value, frame = token[kind], frames[-1]
            made = looks_made(value) and not is_placeholder(value)
            if made and not _PUBLIC.fullmatch(frame.key):
                yield FoundCredential(*token.span(kind), frame.below)


def _step(frames: list[_OpenValue], mark: str) -> None:
    if mark in "[{":
        # What stands in a list has the name of the list.
        name = _name(frames[-1])
        below = name if _holds_credentials(name) else frames[-1].below
        called = name if _PUBLIC.fullmatch(name) else below or name
        frames.append(_OpenValue(name, "", below) if mark == "[" else _OpenValue("", called, below))
    elif mark in "]}" and len(frames) > 1:
        frames.pop()


def _holds_credentials(name: str) -> bool:
    return is_credential_name(name) or name.lower() in {"credentials", "credential", "creds"}


def _name(frame: _OpenValue) -> str:
    return frame.called if frame.called and frame.key.lower() in _CALLED else frame.key


def _hidden(raw: str, name: str, hide: Hide, place: TextPlace, judge: Judge) -> str:
    decoded = _decoded(raw)
    if judge(name, decoded):
        if place is PLAIN and json_escape(decoded) == decoded:
            # Escaped or not, it means the same where it is put in as it is.
            place = JSON_STRING
        return hide_in_template(raw, place, whole(name), hide)
    return hide_in_template(raw, place, find_credentials, hide)


def _decoded(raw: str) -> str:
    if "\\" not in raw:
        return raw
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw
