"""The members of an item of Bruno's, in the JSON export and in the YAML form; others are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from outrider.importers.bruno.bruno_report import BrunoImportReport
from outrider.importers.building.known_members import MemberCheck, table_shape
from outrider.importers.building.loose_values import Json, shown_title
from outrider.visible_text import visible_line

_ROW = "uid name value description enabled type dataType local annotations"
_EXPORT: Final = MemberCheck(
    {
        "item": table_shape(
            "the item",
            "uid name type seq filename pathname tags settings root items examples unread "
            "description isTransient app",
            {"request": "request"},
        ),
        "request": table_shape(
            "the request",
            "url method auth script vars tests docs description mode",
            {"headers": "row", "params": "row", "assertions": "row", "body": "body"},
        ),
        "row": table_shape("a row", _ROW),
        "body": table_shape(
            "the body",
            "mode json text xml sparql graphql ws grpc",
            {"formUrlEncoded": "row", "multipartForm": "part", "file": "file"},
        ),
        "part": table_shape("a part", f"{_ROW} contentType"),
        "file": table_shape("a file", "uid filePath contentType selected"),
    }
)
_YML: Final = MemberCheck(
    {
        "item": table_shape(
            "the item",
            "grpc websocket settings docs examples app request items type script",
            {"info": "info", "http": "http", "graphql": "http", "runtime": "runtime"},
        ),
        "info": table_shape("info", "name type seq tags description"),
        "http": table_shape(
            "the request", "method url body auth", {"headers": "row", "params": "row"}
        ),
        "row": table_shape("a row", "name value type disabled description"),
        "runtime": table_shape("runtime", "variables scripts assertions actions auth"),
    }
)


def tell_unknown(item: Mapping[str, Json], report: BrunoImportReport) -> None:
    """Tells what an item of the JSON export has that is not imported."""
    _EXPORT.tell(item, "item", report)


def unread_of_yml(item: Mapping[str, Json]) -> Iterator[str]:
    """What an item in YAML has that is not imported, as its ``unread`` has it."""
    for shape, name in dict.fromkeys(_YML.unknown(item, "item")):
        yield f'member "{visible_line(shown_title(name))}" of {shape.what}'
