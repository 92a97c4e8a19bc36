"""Bodies of operations: one media type, with an example or a sample (OpenAPI 3.1 §4.8.13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.importer import is_json
from outrider.importers.openapi.example_values import ExampleReader
from outrider.importers.openapi.literal_text import in_one_line, json_lines, sent_as_is
from outrider.importers.openapi.parameter_styles import query_pairs
from outrider.importers.openapi.parameters import parameter_words
from outrider.importers.openapi.schema_samples import FlatSchema
from outrider.importers.openapi.xml_samples import XmlWriter
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_RANGES = {"*/*": "application/json", "application/*": "application/json", "text/*": "text/plain"}
_OWN = {"json": "application/json", "xml": "application/xml", "text": "text/plain"}
"""What a body of a type is sent as, where no header says otherwise."""


class ChosenBody(Struct, frozen=True):
    """A body, and the media type that a header has to say."""

    body: Body | None = None
    content_type: str = ""


class MediaTypeBodies:
    """Reads the bodies of one operation after the other."""

    def __init__(self, examples: ExampleReader) -> None:
        self._examples = examples
        self._xml = XmlWriter(examples.sampler)

    def read(self, content: Json) -> ChosenBody:
        """The body of one of the media types."""
        every = content if isinstance(content, Mapping) else {}
        if not every:
            return ChosenBody()
        written = min(every, key=_rank)
        others = ", ".join(in_one_line(one) for one in every if one != written)
        if others:
            self._examples.report.changed(
                f"The body is {in_one_line(written)}; the document also accepts {others}."
            )
        media_type = _RANGES.get(_bare(written), in_one_line(written))
        holder = self._examples.references.table(every[written])
        if _bare(written) == _FORM:
            return ChosenBody(FormBody(tuple(self._fields(holder))))
        if _bare(written).startswith("multipart/"):
            return self._multipart(holder, _bare(written))
        return self._text(holder, media_type)

    def _text(self, holder: Mapping[str, Json], media_type: str) -> ChosenBody:
        bare = _bare(media_type)
        kind = "json" if _is_json(bare) else "xml" if _is_xml(bare) else "text"
        schema = holder.get("schema", {})
        table = self._examples.sampler.flat(schema).table
        if kind == "text" and (_is_binary(table) or not _is_text(bare)):
            has_text = "example" in holder or "examples" in holder
            if not has_text or table.get("format") == "binary":
                return ChosenBody(FileBody("upload.bin", media_type))
        value = self._examples.value(holder, "")
        header = media_type if bare != _OWN[kind] or bare != media_type else ""
        return ChosenBody(TextBody(kind, self._written(kind, schema, value)), header)

    def _written(self, kind: str, schema: Json, value: Any) -> str:
        report = self._examples.report
        if kind == "json":
            if isinstance(value, str) and value.lstrip()[:1] in {"{", "["} and is_json(value):
                return sent_as_is(value, report)
            return json_lines(value, report)
        if isinstance(value, str):
            return sent_as_is(value, report)
        if kind == "xml":
            return sent_as_is(self._xml.document(schema, value), report)
        return (
            json_lines(value, report)
            if isinstance(value, dict | list)
            else sent_as_is(value, report)
        )

    def _properties(self, holder: Mapping[str, Json]) -> Iterator[tuple[str, Json, Any, bool]]:
        """Name, schema, value of each property, and whether it is sent."""
        sampler = self._examples.sampler
        has_example, example = self._examples.given(holder, "the body")
        flat = sampler.alternative(sampler.flat(holder.get("schema", {})))
        if not has_example and isinstance(flat.table.get("example"), Mapping):
            has_example, example = True, flat.table["example"]
        given: Mapping[str, Any] = example if has_example and isinstance(example, Mapping) else {}
        every = list(sampler.properties(flat))
        few = len(every) <= _FEW
        for name, schema, required in every:
            sent = (
                name in given if given else required or few or sampler.has_value(schema, flat.path)
            )
            value = given[name] if name in given else sampler.sample(schema, name)
            yield name, schema, value, sent or required
        known = {one for one, _, _ in every}
        for name, value in given.items():
            if name not in known:
                yield name, {}, value, True

    def _encoding(self, holder: Mapping[str, Json], name: str) -> Mapping[str, Json]:
        table = holder.get("encoding")
        one = table.get(name) if isinstance(table, Mapping) else None
        found = self._examples.references.table(one) if one is not None else {}
        if found.get("headers"):
            self._examples.report.lost(f'Headers of part "{in_one_line(name)}" were not imported.')
        return found

    def _fields(self, holder: Mapping[str, Json]) -> Iterator[NameValueRow]:
        report = self._examples.report
        for name, schema, value, sent in self._properties(holder):
            encoding = self._encoding(holder, name)
            if isinstance(value, Mapping) and "json" in text_of(encoding.get("contentType")):
                pairs = [(name, json_lines(value, report))]
            else:
                pairs = self._pairs(name, value, encoding)
            words = parameter_words(self._examples.sampler.flat(schema).table)
            for key, text in pairs or [(name, "")]:
                yield NameValueRow(sent_as_is(key, report), sent_as_is(text, report), sent, words)

    def _pairs(self, name: str, value: Any, encoding: Mapping[str, Json]) -> list[tuple[str, str]]:
        style = text_of(encoding.get("style")) or "form"
        explode = encoding.get("explode", style in {"form", "deepObject"}) is True
        if isinstance(value, list) and _has_tables(value):
            style = "deepObject"
        return query_pairs(name, value, style, explode=explode)

    def _multipart(self, holder: Mapping[str, Json], media_type: str) -> ChosenBody:
        parts: list[MultipartPart] = []
        for name, schema, value, sent in self._properties(holder):
            encoding = self._encoding(holder, name)
            is_styled = "style" in encoding and "contentType" not in encoding
            if is_styled and isinstance(value, list | Mapping) and not self._holds_files(schema):
                report = self._examples.report
                parts += [
                    MultipartPart(sent_as_is(key, report), sent_as_is(text, report), enabled=sent)
                    for key, text in self._pairs(name, value, encoding)
                ]
                continue
            said = text_of(encoding.get("contentType")).split(",")[0].strip() or None
            parts += self._parts(name, schema, value, sent=sent, content_type=said)
        if media_type != _MULTIPART:
            self._examples.report.changed(f"The body is sent as {_MULTIPART}, not as {media_type}.")
        return ChosenBody(MultipartBody(tuple(parts)))

    def _parts(
        self, name: str, schema: Json, value: Any, *, sent: bool, content_type: str | None
    ) -> Iterator[MultipartPart]:
        report = self._examples.report
        key = sent_as_is(name, report)
        if self._holds_files(schema) or self._takes_bytes(schema, value, content_type):
            yield MultipartPart(key, file=_file_name(name), content_type=content_type, enabled=sent)
        else:
            values = value if isinstance(value, list) and not _has_tables(value) else [value]
            for one in values or [""]:
                is_json_part = isinstance(one, dict | list)
                text = json_lines(one, report) if is_json_part else sent_as_is(one, report)
                said = content_type or ("application/json" if is_json_part else None)
                yield MultipartPart(key, value=text, content_type=said, enabled=sent)

    def _holds_files(self, schema: Json) -> bool:
        flat = self._examples.sampler.flat(schema)
        return _is_binary(flat.table) or _is_binary(self._items(flat))

    def _takes_bytes(self, schema: Json, value: Any, content_type: str | None) -> bool:
        """Whether a part has neither type nor value: it is of bytes (OpenAPI 3.1 §4.8.15)."""
        flat = self._examples.sampler.flat(schema)
        is_any = _is_any(flat.table) or ("items" in flat.table and _is_any(self._items(flat)))
        has_value = value not in (None, "", {}, [], [{}])
        return is_any and not has_value and not _is_text(_bare(content_type or ""))

    def _items(self, flat: FlatSchema) -> Mapping[str, Json]:
        return self._examples.sampler.flat(flat.table.get("items", {}), flat.path).table


_FEW = 12
_OF_PEOPLE = frozenset({"title", "description", "deprecated", "readOnly", "writeOnly", "$comment"})
"""What a schema says to people only."""


def _has_tables(value: list[Any]) -> bool:
    return any(isinstance(one, dict | list) for one in value)


def _bare(media_type: str) -> str:
    return in_one_line(media_type).partition(";")[0].strip().lower()


def _rank(media_type: str) -> int:
    bare = _bare(media_type)
    tests = (
        _is_json(_RANGES.get(bare, bare)), bare == _FORM, bare.startswith("multipart/"),
        _is_xml(bare), _is_text(bare),
    )  # fmt: skip
    return next((at for at, one in enumerate(tests) if one), len(tests))


def _is_json(bare: str) -> bool:
    return bare in {"application/json", "text/json"} or bare.endswith("+json")


def _is_xml(bare: str) -> bool:
    return bare in {"application/xml", "text/xml"} or bare.endswith("+xml")


def _is_text(bare: str) -> bool:
    return bare.startswith("text/") or any(
        word in bare for word in ("json", "xml", "yaml", "graphql", "javascript", "csv")
    )


def _is_binary(table: Mapping[str, Json]) -> bool:
    """Whether a schema is of bytes: by its format (3.0), its media type (3.1), its type (2.0)."""
    if table.get("type") == "file" or table.get("format") == "binary":
        return True
    media_type = text_of(table.get("contentMediaType"))
    return bool(media_type) and "contentEncoding" not in table and not _is_text(_bare(media_type))


def _is_any(table: Mapping[str, Json]) -> bool:
    """Whether a schema says nothing of what it describes."""
    return not table.keys() - _OF_PEOPLE


def _file_name(name: str) -> str:
    words = "".join(one if one.isalnum() or one in "._-" else "_" for one in in_one_line(name))
    return words.strip("._")[:60] or "upload.bin"
