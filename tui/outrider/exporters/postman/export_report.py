"""Texts with references as Postman writes them, and the report of one export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias

from outrider.model.import_result import ImportReport
from outrider.model.secret import MASK
from outrider.model.workspace import NameValueRow
from outrider.variables.reference_grammar import NestedReference, Reference, parse_template

Json: TypeAlias = "dict[str, Any]"


_PASSWORD = re.compile(
    r"(://(?:[^\s/:@?#\"'{}]|\{\{[^{}]{1,100}\}\}){0,200}:)([^\s/@?#\"'{}]{1,500})(?=@)"
)
"""A password that is written out in a URL (RFC 3986 §3.2.1), and what stands before it."""


class ExportReport(ImportReport):
    """Writes texts, and takes remarks; ``reveals`` writes credentials that stand in the files.

    Attributes:
        target: where people enter what was masked.
    """

    target: ClassVar[str] = "Postman"

    def __init__(self, *, reveals: bool) -> None:
        super().__init__()
        self.reveals = reveals

    def masked(self, what: str, value: str, place: str = "") -> str:
        """A credential that is written out: the mask, unless it is to be revealed."""
        if self.reveals or value == MASK:
            return value
        self.changed(
            f"The {what} was masked.",
            place,
            "Exported files are often shared.",
            f"Enter it in {self.target}, or export with --reveal.",
        )
        return MASK

    def text(self, written: str, place: str = "") -> str:
        """A text with its references in Postman's spelling, which tolerates no blanks.

        The passwords of URLs in it are masked.
        """
        if "://" in written:
            written = _PASSWORD.sub(
                lambda found: found[1] + self.masked("password in a URL", found[2], place), written
            )
        return "".join(
            self.reference(piece.name, place)
            if isinstance(piece, Reference)
            else (
                piece.written if isinstance(piece, NestedReference) else self._literal(piece, place)
            )
            for piece in parse_template(written)
        )

    def _literal(self, text: str, place: str) -> str:
        if "{{" in text:
            self.changed(
                'The text "{{" was exported unchanged.',
                place,
                "It cannot be escaped, and is read as a variable if one has that name.",
            )
        return text

    def reference(self, name: str, place: str) -> str:
        """A reference in Postman's spelling."""
        if name.startswith("$env."):
            self.lost(
                f"{{{{{name}}}}} was kept, but Postman does not read OS environment variables.",
                place,
                advice="Define a variable for it in Postman.",
            )
        elif name == "access_token":
            self.lost(
                "{{access_token}} was kept, but Postman has no variable for the access token.",
                place,
            )
        return "{{" + name + "}}"


def postman_description(text: str) -> Json:
    """The member for a description; nothing where there is none."""
    return {"description": text} if text else {}


def postman_row(row: NameValueRow, key: str, value: str, **more: str) -> Json:
    """A row, whose key and value are in Postman's spelling already."""
    switched_off = {} if row.enabled else {"disabled": True}
    description = postman_description(row.description)
    return {"key": key, "value": value, **more, **switched_off, **description}


def variable_rows(variables: Mapping[str, Any]) -> list[Json]:
    """The variables of a collection or a folder."""
    return [{"key": name, **_typed(value)} for name, value in variables.items()]


def _typed(value: object) -> Json:
    if isinstance(value, bool):
        return {"value": value, "type": "boolean"}
    if isinstance(value, int | float):
        return {"value": value, "type": "number"}
    return {"value": value, "type": "string"}
