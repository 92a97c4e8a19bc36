"""A sample as XML, with the names and attributes that its schema says (OpenAPI 3.1 §4.8.26)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.openapi.references import target_of
from outrider.importers.openapi.schema_samples import FlatSchema, SchemaSampler

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


class XmlWriter:
    """Writes values as XML by the schemas of one document."""

    def __init__(self, sampler: SchemaSampler) -> None:
        self._sampler = sampler

    def document(self, schema: Json, value: Any) -> str:
        """The text of a body; the element is called as the schema, or its name in the document."""
        name = target_of(schema).rpartition("/")[2] or "root"
        lines = self._element(schema, value, name, ())
        if len([one for one in lines if not one.startswith((" ", "</"))]) > 1:
            lines = ["<root>", *(f"  {one}" for one in lines), "</root>"]
        return "\n".join([_DECLARATION, *lines]) + "\n"

    def _element(self, schema: Json, value: Any, name: str, path: tuple[str, ...]) -> list[str]:
        flat = self._sampler.alternative(self._sampler.flat(schema, path))
        xml = flat.table.get("xml")
        settings: Mapping[str, Json] = xml if isinstance(xml, Mapping) else {}
        if isinstance(value, list):
            return self._list(flat, settings, value, name)
        tag, attributes = _tag(settings, name)
        if not isinstance(value, Mapping):
            return [f"<{tag}{attributes}>{escape(text_of(value))}</{tag.split()[0]}>"]
        inner: list[str] = []
        table = flat.table.get("properties")
        known = table if isinstance(table, Mapping) else {}
        for key, one in value.items():
            schema_of = known.get(key, {})
            own = self._sampler.flat(schema_of, flat.path).table.get("xml")
            if isinstance(own, Mapping) and own.get("attribute") is True:
                named = _tag({**own, "namespace": None}, key)[0]
                attributes += f" {named}={quoteattr(text_of(one))}"
            else:
                inner += self._element(schema_of, one, key, flat.path)
        start = f"<{tag}{attributes}>"
        return (
            [start, *(f"  {line}" for line in inner), f"</{tag}>"]
            if inner
            else [f"{start}</{tag}>"]
        )

    def _list(
        self, flat: FlatSchema, settings: Mapping[str, Json], value: list[Any], name: str
    ) -> list[str]:
        items = flat.table.get("items", {})
        inner_xml = self._sampler.flat(items, flat.path).table.get("xml")
        has_name = isinstance(inner_xml, Mapping) and inner_xml.get("name")
        outer = text_of(settings.get("name")) or name
        item = name if has_name or settings.get("wrapped") is not True else outer
        lines = [line for one in value for line in self._element(items, one, item, flat.path)]
        if settings.get("wrapped") is not True:
            return lines
        tag, attributes = _tag(settings, name)
        return [f"<{tag}{attributes}>", *(f"  {line}" for line in lines), f"</{tag}>"]


def _tag(settings: Mapping[str, Json], name: str) -> tuple[str, str]:
    """The name of an element with its prefix, and where its namespace is declared."""
    tag = text_of(settings.get("name")) or name
    prefix, namespace = text_of(settings.get("prefix")), text_of(settings.get("namespace"))
    if prefix:
        tag = f"{prefix}:{tag}"
    if not namespace:
        return tag, ""
    return tag, f" xmlns{f':{prefix}' if prefix else ''}={quoteattr(namespace)}"
