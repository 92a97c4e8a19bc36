"""Parameters of an operation as the rows and the path of a request (OpenAPI 3.1 §4.8.12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from msgspec import Struct, field

from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.openapi.example_values import ExampleReader
from outrider.importers.openapi.literal_text import in_one_line, json_lines, prose, sent_as_is
from outrider.importers.openapi.parameter_styles import query_pairs, simple_text, styled_path
from outrider.model.workspace import NameValueRow

_OWN_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Headers that are no parameters (OpenAPI 3.1 §4.8.12.2.1)."""
_RESERVED = ":/?#[]@!$&'()*+,;="
_UNENCODED = ":/?@!$'()*,;"


class ParameterRows(Struct):
    """What the parameters of an operation become.

    Attributes:
        path: by the names in the path, with the style of each and its value.
        suffix: the part of the query that is sent without being encoded.
    """

    query: list[NameValueRow] = field(default_factory=list)
    headers: list[NameValueRow] = field(default_factory=list)
    path: dict[str, tuple[str, str]] = field(default_factory=dict)
    suffix: str = ""


class ParameterReader:
    """Reads the parameters of one operation after the other."""

    def __init__(self, examples: ExampleReader) -> None:
        self._examples = examples

    def read(self, parameters: Iterable[Mapping[str, Json]]) -> ParameterRows:
        """The rows; ``parameters`` are resolved, an operation's own among them."""
        rows = ParameterRows()
        cookies: list[tuple[str, bool]] = []
        for one in parameters:
            name, where = text_of(one.get("name")), text_of(one.get("in"))
            report = self._examples.report
            if not name and where != "querystring":
                report.lost("A parameter was not imported: it has no name.")
            elif where == "path":
                style = text_of(one.get("style")) or "simple"
                explode = one.get("explode") is True
                value = self._value(one, name)
                made = styled_path(name, value, style, explode=explode)
                is_list = isinstance(value, list | Mapping)
                rows.path[name] = (style if style != "simple" or is_list else "", made)
            elif where == "query":
                self._query(one, name, rows)
            elif where == "header":
                self._header(one, name, rows)
            elif where == "cookie":
                cookies.append((self._cookie(one, name), one.get("required") is True))
            else:
                report.lost(
                    f'Parameter "{report.title(name)}" in {where or "no place"} was not imported.'
                )
        for needed in (True, False):
            texts = [text for text, required in cookies if required is needed]
            if texts:
                rows.headers.append(NameValueRow("Cookie", "; ".join(texts), needed))
        return rows

    def _value(self, one: Mapping[str, Json], name: str) -> Any:
        content = one.get("content")
        if isinstance(content, Mapping) and content:
            media_type, holder = next(iter(content.items()))
            table = self._examples.references.table(holder)
            value = self._examples.value(table, name)
            if isinstance(value, str) or "json" not in text_of(media_type):
                return text_of(value)
            return _compact(value, self._examples)
        value = self._examples.value(one, name)
        return self._settled(one, value)

    def _settled(self, one: Mapping[str, Json], value: Any) -> Any:
        """A value that is a text already stays one, whatever the style."""
        return "" if value is None and one.get("required") is True else value

    def _query(self, one: Mapping[str, Json], name: str, rows: ParameterRows) -> None:
        style = text_of(one.get("style")) or "form"
        explode = one.get("explode", style == "form") is True
        value = self._value(one, name)
        pairs = query_pairs(name, value, style, explode=explode)
        if not pairs:
            pairs = [(name, "")]
        enabled = one.get("required") is True
        if one.get("allowReserved") is True and enabled:
            for key, text in pairs:
                joint = "&" if rows.suffix else "?"
                written = quote(text, safe=_UNENCODED)
                rows.suffix += f"{joint}{quote(key, safe='[]')}={written}"
            return
        if one.get("allowReserved") is True and any(
            set(text) & set(_RESERVED) for _, text in pairs
        ):
            self._examples.report.changed(
                f'Query parameter "{in_one_line(name)}" is sent percent-encoded.',
                why="The document allows reserved characters in it.",
            )
        words = parameter_words(one)
        report = self._examples.report
        rows.query += [
            NameValueRow(sent_as_is(key, report), sent_as_is(text, report), enabled, words)
            for key, text in pairs
        ]

    def _header(self, one: Mapping[str, Json], name: str, rows: ParameterRows) -> None:
        if name.lower() in _OWN_HEADERS:
            self._examples.report.changed(
                f'Header parameter "{in_one_line(name)}" was not imported.',
                why="The media types and the security of the operation decide on this header.",
            )
            return
        text = simple_text(self._value(one, name), explode=one.get("explode") is True)
        report = self._examples.report
        rows.headers.append(
            NameValueRow(
                sent_as_is(name, report),
                sent_as_is(in_one_line(text), report),
                one.get("required") is True,
                parameter_words(one),
            )
        )

    def _cookie(self, one: Mapping[str, Json], name: str) -> str:
        value = self._value(one, name)
        pairs = query_pairs(name, value, "form", explode=one.get("explode", True) is True)
        report = self._examples.report
        return "; ".join(
            f"{sent_as_is(key, report)}={sent_as_is(in_one_line(text), report)}"
            for key, text in pairs
        )


def parameter_words(table: Mapping[str, Json]) -> str:
    """What the document says of a parameter or property; that it is deprecated comes first."""
    words = in_one_line(prose(table.get("description")))
    if table.get("deprecated") is True:
        return f"Deprecated. {words}".strip()
    return words


def _compact(value: Json, examples: ExampleReader) -> str:
    lines = json_lines(value, examples.report).split("\n")
    return "".join(line.strip() + (" " if line.endswith(",") else "") for line in lines)


def merged_parameters(
    outer: Iterable[Mapping[str, Json]], own: Iterable[Mapping[str, Json]]
) -> list[Mapping[str, Json]]:
    """Those of a path and of its operation, which wins by name and place."""
    made: dict[tuple[str, str], Mapping[str, Json]] = {}
    for one in (*outer, *own):
        made[text_of(one.get("name")), text_of(one.get("in"))] = one
    return list(made.values())
