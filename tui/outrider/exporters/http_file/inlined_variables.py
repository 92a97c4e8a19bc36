"""Variables of one request, which no ``.http`` file has with the precedence that they have here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.workspace import AuthTable, Request, TextBody, Variable, scalar_text
from outrider.variables.reference_grammar import (
    Reference,
    TemplatePiece,
    parse_template,
    template_text,
)

_MOST_LEVELS = 10
_LABELS = frozenset({"id", "name", "file", "description", "variables", "captures"})


def with_inlined_variables(request: Request) -> Request:
    """The request, in whose texts the values of its own variables stand."""
    if not request.variables:
        return request
    inlining = _Inlining(request.variables)
    changed = {
        name: inlining.value(getattr(request, name))
        for name in request.__struct_fields__
        if name not in _LABELS
    }
    body = request.body
    if isinstance(body, TextBody) and body.type == "json" and body.content is not None:
        changed["body"] = replace(body, content=inlining.text(body.content, is_json=True))
    return replace(request, **changed, variables={})


class _Inlining:
    def __init__(self, variables: Mapping[str, Variable]) -> None:
        self._variables = variables

    def text(self, written: str, level: int = 0, *, is_json: bool = False) -> str:
        if "{{" not in written or level > _MOST_LEVELS:
            return written
        pieces: list[TemplatePiece] = []
        for piece in parse_template(written):
            if isinstance(piece, Reference) and piece.name in self._variables:
                value = self._variables[piece.name].value
                inner = self.text(scalar_text(value), level + 1)
                if is_json and isinstance(value, str):
                    inner = _in_json(inner)
                pieces += parse_template(inner)
            else:
                pieces.append(piece)
        return template_text(_joined(pieces))

    def value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, AuthTable):
            return replace(value, table=self.value(value.table))
        if isinstance(value, Struct):
            changed = {name: self.value(getattr(value, name)) for name in value.__struct_fields__}
            return replace(value, **changed)
        if isinstance(value, Mapping):
            return {key: self.value(one) for key, one in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(self.value(one) for one in value)
        return value


def _in_json(written: str) -> str:
    """A value as it stands inside of a string of JSON; references in it stay."""
    return "".join(
        json.dumps(one, ensure_ascii=False)[1:-1] if isinstance(one, str) else template_text([one])
        for one in parse_template(written)
    )


def _joined(pieces: list[TemplatePiece]) -> list[TemplatePiece]:
    made: list[TemplatePiece] = []
    for one in pieces:
        if isinstance(one, str) and made and isinstance(made[-1], str):
            made[-1] += one
        else:
            made.append(one)
    return made
