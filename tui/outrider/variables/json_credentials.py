"""Credentials among the members of JSON, at any depth; also where it is not quite JSON. Pure."""

from __future__ import annotations

import json
import re

from outrider.credential_shapes import find_credentials, is_credential, looks_made
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

_TOKEN = re.compile(
    rf"(?P<reference>\{{\{{[ \t]*{NAME.pattern}[ \t]*\}}\}})"
    r'|"(?P<string>(?:[^"\\]|\\.)*)"'
    r"|'(?P<single>(?:[^'\\\n]|\\.)*)'"
    r"|(?P<number>-?[0-9][0-9A-Za-z.+-]*)"
    r"|(?P<word>[A-Za-z_$][\w$-]*)"
    r"|(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<mark>[\[\]{},:])",
    re.DOTALL,
)
_COLON = re.compile(r"\s*:")
_CALLS = frozenset({"name", "key", "id", "field", "param", "header"})
"""Members that say what the ``value`` beside them is."""
_CALLED = frozenset({"value", "val"})


class _OpenValue:
    """An open array or object: the key that was read last in it, and what a member calls it.

    Attributes:
        called: what its ``value`` is: what a member beside it says, else the name of the whole.
    """

    def __init__(self, key: str, called: str = "") -> None:
        self.key = key
        self.called = called


def hide_in_json(written: str, hide: Hide, place: TextPlace) -> str:
    """The text with references in the place of its credentials.

    ``place`` says how a value is encoded between quotation marks there.
    """
    made: list[str] = []
    frames = [_OpenValue("")]
    end = 0
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
            text = f"{quote}{_hidden(token[kind], _name(frame), hide, place)}{quote}"
        elif (kind == "number" or (kind == "word" and looks_made(text))) and is_credential(
            _name(frames[-1]), text
        ):
            text = hide(_name(frames[-1]), text, False) or text
        made.append(text)
    return "".join([*made, written[end:]])


def _step(frames: list[_OpenValue], mark: str) -> None:
    if mark in "[{":
        # What stands in a list has the name of the list.
        name = _name(frames[-1])
        frames.append(_OpenValue(name) if mark == "[" else _OpenValue("", name))
    elif mark in "]}" and len(frames) > 1:
        frames.pop()


def _name(frame: _OpenValue) -> str:
    return frame.called if frame.called and frame.key.lower() in _CALLED else frame.key


def _hidden(raw: str, name: str, hide: Hide, place: TextPlace) -> str:
    decoded = _decoded(raw)
    if is_credential(name, decoded):
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
