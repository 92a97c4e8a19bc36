"""References inside of references, ``{{host_{{region}}}}``, which Postman resolves from the inside.

No reference here holds another one, so the inner one is resolved when the collection is read:
where it means the same in every scope by its value, else by a variable of each environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from outrider.importers.file_naming import numbered
from outrider.importers.postman.postman_documents import (
    Json,
    PostmanDocument,
    is_enabled,
    tables,
    text_of,
)
from outrider.importers.postman.postman_report import PostmanImportReport

NESTED = re.compile(r"\{\{(?:[^{}]*\{\{[^{}]*\}\})+[^{}]*\}\}")
"""A reference with others in it, one level deep."""

_INNER = re.compile(r"\{\{([^{}]*)\}\}")
_SCRIPTED = re.compile(r"\.set\(\s*\\?[\"'`]([^\"'`\\]+)")
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_DEEPEST = 19
"""Passes that Postman makes over a text."""


def resolve_nested(
    documents: Sequence[PostmanDocument], report: PostmanImportReport
) -> list[PostmanDocument]:
    """The documents without references that hold others, as far as they can be resolved."""
    if not any(NESTED.search(one.source.text) for one in documents):
        return list(documents)
    return _Nesting(documents, report).run()


class _Nesting:
    def __init__(self, documents: Sequence[PostmanDocument], report: PostmanImportReport) -> None:
        self._documents = documents
        self._report = report
        self._environments = [
            dict(_rows(one.data.get("values"))) for one in documents if one.kind == "environment"
        ]
        self._around: dict[str, set[str]] = {}
        self._scripted: set[str] = set()
        for one in documents:
            self._scripted.update(_SCRIPTED.findall(one.source.text))
            if one.kind != "environment":
                for name, value in _declared(one.data):
                    self._around.setdefault(name, set()).add(value)
        self._taken = {*self._around, *(name for one in self._environments for name in one)}
        self._aliases: dict[str, tuple[str, list[str]]] = {}

    def run(self) -> list[PostmanDocument]:
        read = [replace(one, data=self._walk(one, one.data)) for one in self._documents]
        values = iter(range(len(self._environments)))
        return [
            self._with_aliases(one, next(values)) if one.kind == "environment" else one
            for one in read
        ]

    def _with_aliases(self, document: PostmanDocument, number: int) -> PostmanDocument:
        more = [{"key": name, "value": found[number]} for name, found in self._aliases.values()]
        return replace(
            document, data={**document.data, "values": [*document.data["values"], *more]}
        )

    def _walk(self, document: PostmanDocument, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(document, value) if NESTED.search(value) else value
        if isinstance(value, Mapping):
            return {
                key: one if key == "exec" else self._walk(document, one)
                for key, one in value.items()
            }
        if isinstance(value, list):
            return [self._walk(document, one) for one in value]
        return value

    def _text(self, document: PostmanDocument, text: str) -> str:
        for _ in range(_DEEPEST):
            new = NESTED.sub(lambda match: self._resolved(match[0]), text)
            if new == text:
                break
            text = new
        if NESTED.search(text):
            self._report.source = document.source.name
            for name in dict.fromkeys(NESTED.findall(text)):
                self._report.at().lost(
                    f"{name} is kept as it is written, and cannot be sent.",
                    why="A reference stands inside of a reference, and its value is not known.",
                    advice="Write the name that is meant.",
                )
        return text

    def _resolved(self, outer: str) -> str:
        inside = outer[2:-2]
        names = _INNER.findall(inside)
        everywhere = {name: self._everywhere(name) for name in names}
        if all(value is not None for value in everywhere.values()):
            return "{{" + _INNER.sub(lambda match: everywhere[match[1]] or "", inside) + "}}"
        return self._alias(outer, inside) or outer

    def _everywhere(self, name: str) -> str | None:
        """The value that a variable has in every scope; ``None`` where it has several or none."""
        if name in self._scripted:
            return None
        values = self._around.get(name, set()) | {
            one[name] for one in self._environments if name in one
        }
        somewhere = name in self._around or all(name in one for one in self._environments)
        return next(iter(values)) if len(values) == 1 and somewhere else None

    def _alias(self, outer: str, inside: str) -> str:
        """A variable that stands for it, with a value in each environment; empty for none."""
        if outer not in self._aliases:
            found: list[str] = []
            for one in self._environments:
                text = self._in_environment(inside, one)
                if text is None:
                    return ""
                found.append("{{" + text + "}}")
            if not found:
                return ""
            plain = _NOT_IN_NAMES.sub("_", inside.replace("{{", "").replace("}}", "")).strip("_")
            name = next(one for one in numbered(plain or "nested", "_") if one not in self._taken)
            self._taken.add(name)
            self._aliases[outer] = (name, found)
            self._report.source = ""
            self._report.at().changed(
                f"{outer} is the variable {name} of each environment now.",
                why="A reference cannot stand inside of another one here.",
            )
        return "{{" + self._aliases[outer][0] + "}}"

    def _in_environment(self, inside: str, environment: Mapping[str, str]) -> str | None:
        def value(name: str) -> str | None:
            around = self._around.get(name, set())
            own = environment.get(name)
            if name in self._scripted:
                return None
            return own if own is not None or len(around) != 1 else next(iter(around))

        values = {name: value(name) for name in _INNER.findall(inside)}
        if any(one is None or "{{" in one for one in values.values()):
            return None
        return _INNER.sub(lambda match: values[match[1]] or "", inside)


def _rows(rows: Json) -> Iterator[tuple[str, str]]:
    for row in tables(rows):
        if is_enabled(row) and row.get("type") != "secret" and row.get("value") is not None:
            yield text_of(row.get("key") or row.get("id")), text_of(row.get("value"))


def _declared(data: Json) -> Iterator[tuple[str, str]]:
    left = [data]
    while left:
        one = left.pop()
        if isinstance(one, Mapping):
            yield from _rows(one.get("variable"))
            yield from _rows(one.get("values"))
            left += tables(one.get("item"))
